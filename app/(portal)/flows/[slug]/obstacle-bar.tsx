import { Button } from '@/app/_components/button'
import { MessageBar } from '@/app/_components/message-bar'
import { signInAgainHref } from '@/app/_components/sign-in-again'
import type { Flow } from '@/lib/flows/flow'
import type { Obstacle } from '@/lib/flows/obstacle'
import type { Words } from '@/lib/language/words'
import { obstacleWords } from './obstacle-words'

interface ObstacleBarProps {
  readonly flow: Flow
  readonly obstacle: Obstacle
  readonly userName: string
  readonly words: Words
}

/** Why the button below is grey, and the way out. */
export function ObstacleBar({ flow, obstacle, userName, words }: ObstacleBarProps) {
  const { title, next, mend } = obstacleWords(obstacle, flow.owner, words)
  const problem = obstacle.kind === 'problem' ? obstacle.problem : undefined
  const toSignIn = {
    label: words.flow.obstacle.signInAgain,
    href: signInAgainHref(userName, `/flows/${flow.slug}`, problem),
  }
  return (
    <MessageBar tone="warning" title={title} action={mend === 'sign in again' ? toSignIn : undefined}>
      {next}
      {mend === 'connect' && <SubmitPart form="connect" label={words.flow.connect} />}
      {mend === 'check again' && <SubmitPart form="check" label={words.flow.obstacle.checkAgain} />}
    </MessageBar>
  )
}

/** A button of one of the page's own forms. */
function SubmitPart({ form, label }: { readonly form: string; readonly label: string }) {
  return (
    <p>
      <Button type="submit" form={form}>
        {label}
      </Button>
    </p>
  )
}
