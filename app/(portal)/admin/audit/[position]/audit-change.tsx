import { type Column, DetailsList } from '@/app/_components/details-list'
import type { AuditRow } from '@/lib/audit/audit-row'
import { type Difference, differencesOf } from '@/lib/audit/difference'
import type { Words } from '@/lib/language/words'

interface AuditChangeProps {
  readonly row: AuditRow
  readonly words: Words['auditLog']
}

/** Before and after beside each other, what differs first. */
export function AuditChange({ row: { before, after }, words }: AuditChangeProps) {
  const differences = differencesOf(before, after)
  if (differences.length === 0) return <p>{words.noChange}</p>
  return (
    <DetailsList
      label={words.change}
      columns={columnsOf(words)}
      rows={differences}
      rowKey={({ path }) => path}
      plain
    />
  )
}

function columnsOf(words: Words['auditLog']): readonly Column<Difference>[] {
  return [
    { key: 'path', label: words.property, cell: ({ path }) => path },
    { key: 'before', label: words.before, cell: (row) => shown(row, row.before, words) },
    { key: 'after', label: words.after, cell: (row) => shown(row, row.after, words) },
    {
      key: 'state',
      label: words.result,
      cell: ({ isChanged }) => (isChanged ? <strong>{words.changed}</strong> : words.unchanged),
    },
  ]
}

function shown({ isSecret }: Difference, value: string | undefined, words: Words['auditLog']): string {
  if (value === undefined) return words.absent
  return isSecret ? words.secretChanged : value
}
