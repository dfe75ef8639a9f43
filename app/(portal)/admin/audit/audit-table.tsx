import { type Column, DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { Outcome } from '@/lib/audit/audit-query'
import { type AuditRow, targetHref } from '@/lib/audit/audit-row'
import type { Words } from '@/lib/language/words'
import { actionName, actorName, targetWords } from './audit-words'

interface AuditTableProps {
  readonly rows: readonly AuditRow[]
  readonly words: Words['auditLog']
}

/** Rows of the audit log; the first column leads to all of each. */
export function AuditTable({ rows, words }: AuditTableProps) {
  return <DetailsList label={words.list} columns={columnsOf(words)} rows={rows} rowKey={({ id }) => id} />
}

function columnsOf(words: Words['auditLog']): readonly Column<AuditRow>[] {
  return [
    {
      key: 'date',
      label: words.date,
      oneLine: true,
      cell: ({ position, createdAt }) => (
        <PageLink href={`/admin/audit/${position}`}>
          <Time at={createdAt} format="seconds" />
        </PageLink>
      ),
    },
    { key: 'actor', label: words.actor, cell: (row) => actorName(row, words) },
    { key: 'action', label: words.action, cell: ({ action }) => actionName(action, words) },
    { key: 'target', label: words.target, cell: (row) => <Target row={row} words={words} /> },
    {
      key: 'result',
      label: words.result,
      cell: ({ outcome, reason }) => (
        <>
          <OutcomeBadge outcome={outcome} words={words} />
          {reason && <span> {reason}</span>}
        </>
      ),
    },
    { key: 'source', label: words.source, cell: ({ actor }) => actor.address ?? words.noSource, oneLine: true },
  ]
}

export function Target({ row, words }: { readonly row: AuditRow; readonly words: Words['auditLog'] }) {
  const [text, href] = [targetWords(row, words), targetHref(row.target)]
  return href === undefined ? text : <PageLink href={href}>{text}</PageLink>
}

const STATUS_OF = { done: 'Succeeded', refused: 'Cancelled', failed: 'Failed' } as const

interface OutcomeBadgeProps {
  readonly outcome: Outcome
  readonly words: Words['auditLog']
}

export function OutcomeBadge({ outcome, words }: OutcomeBadgeProps) {
  return <StatusBadge status={STATUS_OF[outcome]} label={words.results[outcome]} />
}
