import { MessageBar } from '@/app/_components/message-bar'
import type { AuditPage } from '@/lib/audit/server/list-audit'
import { formatTime } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'

interface ChainStateProps {
  readonly check: AuditPage['check']
  readonly timeZone: string
  readonly words: Words['auditLog']['chain']
}

/** How far the chain was verified, and when; a break before everything else. */
export function ChainState({ check, timeZone, words }: ChainStateProps) {
  const time = (at: number) => formatTime(at, timeZone, 'seconds')
  if (check?.problem) {
    return (
      <MessageBar tone="error" title={words.brokenTitle}>
        {words.broken(check.problem.text, time(check.problem.at))} {words.brokenNext}
      </MessageBar>
    )
  }
  if (!check?.verifiedTo || check.verifiedAt === undefined) {
    return (
      <MessageBar tone="info">{check?.walkedTo ? words.underWay(String(check.walkedTo)) : words.notYet}</MessageBar>
    )
  }
  const { position, hash } = check.verifiedTo
  return (
    <MessageBar tone="success">
      {words.verified(String(position), time(check.verifiedAt))} {words.note(`${position}:${hash}`)}
    </MessageBar>
  )
}
