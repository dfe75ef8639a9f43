import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { FilterBar, SelectFilter } from '@/app/_components/filter-bar'
import { LinkButton } from '@/app/_components/link-button'
import { MessageBar } from '@/app/_components/message-bar'
import { Pager } from '@/app/_components/pager'
import { Time } from '@/app/_components/time'
import { type ConnectionCursor, type ConnectionQuery, cursorText, statusOf } from '@/lib/connections/connection-query'
import type { SomebodysConnection } from '@/lib/connections/server/everybodys-connections'
import type { Words } from '@/lib/language/words'
import styles from './connections.module.css'
import { Status } from './status'

interface EverybodysConnectionsProps {
  readonly connections: readonly SomebodysConnection[]
  /** Where the next page begins. */
  readonly next: ConnectionCursor | undefined
  readonly connectors: readonly ConnectorName[]
  readonly asked: ConnectionQuery
  /** How many were revoked just before, as the address says. */
  readonly revoked: string
  readonly words: Words['connections']
}

interface ConnectorName {
  readonly slug: string
  readonly name: string
}

/** Everybody's connections, one or all of a connector to be revoked. For Admins. */
export function EverybodysConnections({
  connections,
  next,
  connectors,
  asked,
  revoked,
  words,
}: EverybodysConnectionsProps) {
  const chosen = connectors.filter(({ slug }) => !asked.connector || slug === asked.connector)
  return (
    <>
      {/^\d{1,6}$/.test(revoked) && <MessageBar tone="success">{words.revoked(Number(revoked))}</MessageBar>}
      {connectors.length > 1 && <ConnectorFilter chosen={asked.connector} connectors={connectors} words={words} />}
      {connections.length === 0 ? (
        <EmptyState icon="plug" text={words.noneOfAnybody} />
      ) : (
        <DetailsList
          label={words.list}
          rows={connections}
          rowKey={({ id }) => id}
          columns={[
            { key: 'person', label: words.person, cell: ({ displayName }) => displayName },
            { key: 'connector', label: words.connector, cell: ({ connectorName }) => connectorName },
            {
              key: 'status',
              label: words.status,
              cell: (row) => <Status connection={row} userName={row.principal ?? row.userName} words={words} />,
            },
            { key: 'created', label: words.created, cell: ({ createdAt }) => <Time at={createdAt} />, oneLine: true },
            {
              key: 'used',
              label: words.lastUsed,
              cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : words.notUsed),
              oneLine: true,
            },
            {
              key: 'actions',
              label: words.actions,
              cell: (row) =>
                !['removed', 'revoked'].includes(statusOf(row)) && (
                  <LinkButton
                    href={`/connections/revoke?connection=${row.id}`}
                    aria-label={words.revokeOf(row.userName, row.connectorName)}
                  >
                    {words.revoke}
                  </LinkButton>
                ),
            },
          ]}
        />
      )}
      {connections.length > 0 && (
        <div className={`${styles.actions} ${styles.below}`}>
          {chosen.map(({ slug, name }) => (
            <LinkButton key={slug} icon="delete" href={`/connections/revoke?connector=${slug}`}>
              {words.revokeAll(name)}
            </LinkButton>
          ))}
        </div>
      )}
      <Pager
        label={words.pages}
        newer={asked.after ? { href: pageHref(asked.connector), label: words.first } : undefined}
        older={next && { href: pageHref(asked.connector, cursorText(next)), label: words.next }}
      />
    </>
  )
}

function pageHref(connector: string, after = ''): string {
  return `/connections?${new URLSearchParams({ all: '1', ...(connector && { connector }), ...(after && { after }) })}`
}

interface ConnectorFilterProps {
  readonly chosen: string
  readonly connectors: readonly ConnectorName[]
  readonly words: Words['connections']
}

function ConnectorFilter({ chosen, connectors, words }: ConnectorFilterProps) {
  return (
    <FilterBar
      action="/connections"
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={chosen ? words.clear : undefined}
    >
      <input type="hidden" name="all" value="1" />
      <SelectFilter
        label={words.connector}
        name="connector"
        chosen={chosen}
        options={connectors.map(({ slug, name }) => ({ value: slug, label: name }))}
        any={words.anyConnector}
      />
    </FilterBar>
  )
}
