import { MessageBar } from '@/app/_components/message-bar'
import { mendLink } from '@/app/_components/sign-in-again'
import { needsThePerson } from '@/lib/connections/needs-person'
import type { ErrorCode, PortalError } from '@/lib/errors'
import type { Words } from '@/lib/language/words'

interface WorkspaceRefusalProps {
  readonly error: Pick<PortalError, 'code' | 'facts'>
  readonly viewer: { readonly userName: string }
  readonly here: string
  readonly words: Words['workspace']
  readonly errors: Words['errors']
}

/** Why there is nothing to see: what Databricks or Microsoft said, as whom it was asked, and what to do. */
export function WorkspaceRefusal({ error: { code, facts }, viewer, here, words, errors }: WorkspaceRefusalProps) {
  const { title, next } = errors[code](facts)
  const labels = { signInAgain: words.signInAgain, connections: words.goToConnections }
  const mend = mendLink({ code, facts }, { userName: viewer.userName, back: here }, labels)
  return (
    <MessageBar
      tone="warning"
      title={code === 'databricks_no_right' ? words.notListed : title}
      action={needsThePerson(code) ? mend : undefined}
    >
      <p>
        {code !== 'connection_removed' && words.askedAs(facts.principal ?? viewer.userName)}{' '}
        {code === 'databricks_no_right' && facts.message && words.saidByDatabricks(facts.message)}
      </p>
      <p>{ownAdvice({ code, facts }, words) ?? next}</p>
    </MessageBar>
  )
}

/** The catalogue speaks of runs that are tried again by themselves; what somebody looks at is not. */
export function ownAdvice(
  { code, facts }: WorkspaceRefusalProps['error'],
  words: Words['workspace'],
): string | undefined {
  if (code === 'databricks_no_right') return words.askForIt
  if (code === 'databricks_refused') return words.tellAdmin
  if (code === 'databricks_not_member' && !facts.principal) return words.notMember
  const passing: readonly ErrorCode[] = ['databricks_busy', 'databricks_unreachable', 'databricks_odd_answer']
  return passing.includes(code) || code === 'entra_unavailable' ? words.tryLater : undefined
}
