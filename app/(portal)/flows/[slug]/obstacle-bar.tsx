import { Button } from '@/app/_components/button'
import { MessageBar } from '@/app/_components/message-bar'
import type { Obstacle } from '@/lib/flows/obstacle'
import type { Words } from '@/lib/language/words'
import { LeaveButton } from './leave-button'
import { obstacleWords } from './obstacle-words'

interface ObstacleBarProps {
  readonly obstacle: Obstacle
  /** Whom to ask about the flow. */
  readonly owner: string
  readonly words: Words
}

/** Why the button below is grey, and the way out. */
export function ObstacleBar({ obstacle, owner, words }: ObstacleBarProps) {
  const { title, next, mend } = obstacleWords(obstacle, owner, words)
  const { flow } = words
  return (
    <MessageBar tone="warning" title={title}>
      {next}
      {mend === 'connect' && <LeaveButton to="connect" label={flow.connect} />}
      {mend === 'sign in again' && <LeaveButton to="sign-in" label={flow.obstacle.signInAgain} />}
      {mend === 'check again' && (
        <p>
          <Button type="submit" form="check">
            {flow.obstacle.checkAgain}
          </Button>
        </p>
      )}
    </MessageBar>
  )
}
