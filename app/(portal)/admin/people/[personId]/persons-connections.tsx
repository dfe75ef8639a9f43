import { DetailsList } from '@/app/_components/details-list'
import { LinkButton } from '@/app/_components/link-button'
import { Time } from '@/app/_components/time'
import { Status } from '@/app/(portal)/connections/status'
import { statusOf } from '@/lib/connections/connection-query'
import type { Words } from '@/lib/language/words'
import type { PersonView } from '@/lib/people/server/get-person'

interface PersonsConnectionsProps {
  readonly person: PersonView['person']
  readonly connectors: PersonView['connectors']
  readonly words: Words
}

type Row = PersonsConnectionsProps['connectors'][number]

/** To what they are connected, each to be taken away on the page that asks first. */
export function PersonsConnections({ person, connectors, words }: PersonsConnectionsProps) {
  const { people: text } = words
  if (connectors.length === 0) return <p>{text.noConnections}</p>
  return (
    <DetailsList
      label={text.connections}
      rows={connectors}
      rowKey={({ connectorId }) => connectorId}
      plain
      columns={[
        { key: 'connector', label: text.connector, cell: ({ name }) => name },
        {
          key: 'status',
          label: text.status,
          cell: ({ connection }) => (
            <Status connection={connection} userName={person.userName} words={words.connections} />
          ),
        },
        {
          key: 'used',
          label: text.lastUsed,
          cell: ({ connection }) => (connection?.lastUsedAt ? <Time at={connection.lastUsedAt} /> : text.notUsed),
          oneLine: true,
        },
        {
          key: 'tools',
          label: text.tools,
          hiddenLabel: true,
          cell: (row) =>
            isToRevoke(row) && (
              <LinkButton
                href={`/connections/revoke?connection=${row.connection?.id}`}
                aria-label={text.deleteOf(row.name)}
              >
                {text.delete}
              </LinkButton>
            ),
        },
      ]}
    />
  )
}

function isToRevoke({ connection }: Row): boolean {
  return connection !== undefined && !['removed', 'revoked'].includes(statusOf(connection))
}
