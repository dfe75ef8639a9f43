import { MessageBar } from '@/app/_components/message-bar'
import type { NotConnected } from '@/lib/connections/connect-problem'
import { failureOf } from '@/lib/identity/entra-failure'
import type { Words } from '@/lib/language/words'

interface NotConnectedBarProps {
  readonly notConnected: NotConnected
  readonly list: readonly { readonly slug: string; readonly name: string }[]
  readonly words: Words
}

/** Why a connection was not made, and what to do about it. */
export function NotConnectedBar({ notConnected, list, words: all }: NotConnectedBarProps) {
  const { connections: words, entraFailures } = all
  const { problem, connector, aadsts, correlationId } = notConnected
  const failure = failureOf(aadsts)
  const name = list.find(({ slug }) => slug === connector)?.name
  return (
    <MessageBar
      tone={problem === 'declined' ? 'info' : 'error'}
      title={name ? words.notConnected(name) : words.notConnectedAtAll}
    >
      {words.problems[problem]} {failure && entraFailures.sentence(failure)} {aadsts && words.code(aadsts)}{' '}
      {correlationId && words.correlationId(correlationId)}
    </MessageBar>
  )
}
