import 'server-only'
import { sql } from 'kysely'
import { type Expiry, expiryOf } from '@/lib/connections/expiry'
import { principalOf, type Security } from '@/lib/connectors/security'
import type { Audience } from '@/lib/flows/flow'
import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import { type ConnectionProblem, problemIn, tokensMissing } from './connections'
import type { Executor } from './database'

/** How a connection stands. */
export interface ConnectionState {
  readonly id: string
  readonly problem: ConnectionProblem | undefined
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
  /** That it will not work for long, where it works now. */
  readonly expiry: Expiry | undefined
}

/** A connector, with the person's connection to it where there is one. */
export interface ConnectorOfPerson {
  readonly connectorId: string
  readonly slug: string
  readonly name: string
  readonly audience: Audience
  readonly security: Security
  readonly connection: ConnectionState | undefined
}

/** Every connector, the oldest first, whether the person has a connection to it or not. The caller keeps what is for them. */
export async function selectConnectorsOfPerson(db: Executor, personId: string): Promise<ConnectorOfPerson[]> {
  const rows = await db
    .selectFrom('connectors')
    .leftJoin('connections', (join) =>
      join.onRef('connections.connector_id', '=', 'connectors.id').on('connections.person_id', '=', personId),
    )
    .select([
      'connectors.id as connectorId',
      'connectors.slug',
      'connectors.name',
      'connectors.audience',
      'connectors.security',
      tokensMissing,
      'connections.id',
      'connections.problem',
      'connections.problem_facts',
      'connections.created_at',
      'connections.connected_at',
      'connections.last_used_at',
      secretsEndAt,
    ])
    .orderBy('connectors.created_at')
    .orderBy('connectors.id')
    .execute()
  return rows.map(({ connectorId, slug, name, audience, security, id, created_at, ...row }) => ({
    connectorId,
    slug,
    name,
    audience,
    security,
    connection: id === null || created_at === null ? undefined : stateOf({ id, created_at, security, ...row }),
  }))
}

type StateRow = Parameters<typeof problemIn>[0] & {
  readonly id: string
  readonly created_at: Date
  readonly connected_at: Date | null
  readonly last_used_at: Date | null
  readonly secrets_end_at: Date | null
  readonly security: Security
}

function stateOf({ id, created_at, connected_at, last_used_at, secrets_end_at, ...row }: StateRow): ConnectionState {
  const [createdAt, lastUsedAt] = [created_at.getTime(), last_used_at?.getTime()]
  const ends = { connectedAt: connected_at?.getTime(), secretsEndAt: secrets_end_at?.getTime() }
  const expiry = expiryOf({ security: row.security, createdAt, lastUsedAt, ...ends }, Date.now())
  return { id, problem: problemIn(row), createdAt, lastUsedAt, expiry }
}

/** When no secret of the connector is good any more; null where there is none, or one whose end nobody has said. */
const secretsEndAt = sql<Date | null>`(
  select case when bool_and(expires_at is not null) then max(expires_at) end
    from connector_secrets where connector_secrets.connector_id = connectors.id)`.as('secrets_end_at')

/** Somebody's connection, for an Admin. */
export interface SomebodysConnection extends ConnectionState {
  readonly displayName: string
  readonly userName: string
  readonly connectorName: string
  readonly connectorSlug: string
  /** The service principal that it calls as, by name, where that is not its person. */
  readonly principal: string | undefined
}

interface ConnectionFilter {
  readonly connectorId: string | undefined
  /** The user name and id of the last one before. */
  readonly after: { readonly userName: string; readonly id: string } | undefined
  readonly limit: number
}

/** Everybody's connections, by user name. */
export async function selectEverybodysConnections(
  db: Executor,
  { connectorId, after, limit }: ConnectionFilter,
): Promise<SomebodysConnection[]> {
  let rows = everybodysConnections(db)
  if (connectorId) rows = rows.where('connections.connector_id', '=', connectorId)
  if (after)
    rows = rows.where(sql<boolean>`(people.user_name, connections.id) > (${after.userName}, ${after.id}::uuid)`)
  const found = await rows.orderBy('people.user_name').orderBy('connections.id').limit(limit).execute()
  return found.map(toSomebodys)
}

export async function selectSomebodysConnection(db: Executor, id: string): Promise<SomebodysConnection | undefined> {
  const row = await everybodysConnections(db).where('connections.id', '=', id).executeTakeFirst()
  return row && toSomebodys(row)
}

function everybodysConnections(db: Executor) {
  return db
    .selectFrom('connections')
    .innerJoin('people', 'people.id', 'connections.person_id')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .select([
      'connections.id',
      'connections.problem',
      'connections.problem_facts',
      'connections.created_at',
      'connections.connected_at',
      'connections.last_used_at',
      secretsEndAt,
      tokensMissing,
      'people.user_name as userName',
      'people.display_name as displayName',
      'connectors.name as connectorName',
      'connectors.slug as connectorSlug',
      'connectors.security',
    ])
}

type SomebodysRow = Awaited<ReturnType<ReturnType<typeof everybodysConnections>['execute']>>[number]

function toSomebodys({ userName, displayName, connectorName, connectorSlug, security, ...row }: SomebodysRow) {
  const principal = principalOf(security)?.name
  return { ...stateOf({ security, ...row }), userName, displayName, connectorName, connectorSlug, principal }
}

/** How many connections that were not taken away, and runs under way, there are of a connector, or of one connection. */
export async function countInUse(
  db: Executor,
  which: { readonly connectionId: string } | { readonly connectorId: string },
): Promise<{ readonly connections: number; readonly runs: number }> {
  const [column, value] =
    'connectionId' in which
      ? (['connections.id', which.connectionId] as const)
      : (['connections.connector_id', which.connectorId] as const)
  const counted = await db
    .selectFrom('connections')
    .leftJoin('runs', (join) =>
      join.onRef('runs.connection_id', '=', 'connections.id').on('runs.state', 'in', [...UNSUBMITTED, ...FOLLOWED]),
    )
    .select(({ fn }) => [
      fn.count<string>('connections.id').distinct().as('connections'),
      fn.count<string>('runs.id').as('runs'),
    ])
    .where(column, '=', value)
    .where('connections.problem', 'is distinct from', 'connection_removed')
    .executeTakeFirstOrThrow()
  return { connections: Number(counted.connections), runs: Number(counted.runs) }
}
