import { DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { isLetIn } from '@/lib/flows/deciding-rule'
import type { Words } from '@/lib/language/words'
import type { PortalSide } from '@/lib/people/server/effective-access'
import { ruleWords } from './rule-words'

interface AccessTableProps {
  readonly personId: string
  readonly flows: readonly PortalSide[]
  readonly words: Words
}

/** Every flow, and what the portal says of it; each leads to both sides. */
export function AccessTable({ personId, flows, words }: AccessTableProps) {
  const { people: text } = words
  return (
    <DetailsList
      label={text.access}
      rows={flows}
      rowKey={({ flow }) => flow.id}
      columns={[
        {
          key: 'flow',
          label: text.flow,
          cell: ({ flow }) => (
            <PageLink href={`/admin/people/${personId}/access?flow=${flow.slug}`}>{flow.title}</PageLink>
          ),
        },
        { key: 'may', label: text.mayPress, cell: (side) => <MayPress side={side} words={text} /> },
        { key: 'rule', label: text.ruleOfFlow, cell: ({ ofFlow }) => ruleWords(ofFlow, words) },
        { key: 'connector', label: text.ruleOfConnector, cell: ({ ofConnector }) => ruleWords(ofConnector, words) },
        { key: 'state', label: text.state, cell: ({ flow }) => text.states[flow.state] ?? flow.state },
      ]}
    />
  )
}

export function MayPress({ side, words }: { readonly side: PortalSide; readonly words: Words['people'] }) {
  const may = side.flow.state === 'on' && isLetIn(side.ofFlow) && isLetIn(side.ofConnector)
  return <StatusBadge status={may ? 'Succeeded' : 'Cancelled'} label={may ? words.yes : words.no} />
}
