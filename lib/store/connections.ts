import 'server-only'
import type { ErrorCode } from '@/lib/errors'
import type { Executor } from './database'

/** One person's authorised link to one connector, with what it takes to call as that person. */
export interface Connection {
  readonly id: string
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly homeAccountId: string | undefined
  readonly connectorId: string
  readonly origin: string
  readonly resourceId: string
  readonly problem: ErrorCode | undefined
  readonly notWatchedSince: Date | undefined
}

/** Finds or makes the connection and its poll group. Answers its id. */
export async function ensureConnection(
  db: Executor,
  { id, personId, connectorId, at }: { id: string; personId: string; connectorId: string; at: Date },
): Promise<string> {
  await db
    .insertInto('connections')
    .values({
      id,
      person_id: personId,
      connector_id: connectorId,
      problem: null,
      not_watched_since: null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['person_id', 'connector_id']).doNothing())
    .execute()
  const found = await db
    .selectFrom('connections')
    .select('id')
    .where('person_id', '=', personId)
    .where('connector_id', '=', connectorId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('poll_groups')
    .values({ id: found.id, due_at: null, lease_owner: null, lease_until: null, watched_until: null, failures: 0 })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return found.id
}

export async function selectConnection(db: Executor, id: string): Promise<Connection | undefined> {
  const row = await db
    .selectFrom('connections')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .innerJoin('people', 'people.id', 'connections.person_id')
    .select([
      'connections.id',
      'connections.person_id',
      'connections.connector_id',
      'connections.problem',
      'connections.not_watched_since',
      'connectors.origin',
      'connectors.resource_id',
      'people.tenant_id',
      'people.object_id',
      'people.user_name',
      'people.home_account_id',
    ])
    .where('connections.id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      personId: row.person_id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      homeAccountId: row.home_account_id ?? undefined,
      connectorId: row.connector_id,
      origin: row.origin,
      resourceId: row.resource_id,
      problem: row.problem ?? undefined,
      notWatchedSince: row.not_watched_since ?? undefined,
    }
  )
}

/** Marks that no token can be had, so that its runs stand unwatched from now on. The first time counts. */
export async function markConnectionBroken(db: Executor, id: string, problem: ErrorCode, at: Date): Promise<void> {
  await db
    .updateTable('connections')
    .set((set) => ({ problem, not_watched_since: set.fn.coalesce('not_watched_since', set.val(at)) }))
    .where('id', '=', id)
    .execute()
}

/** A sign-in mends all connections of the person: their runs are due at once. */
export async function mendConnections(db: Executor, personId: string, at: Date): Promise<void> {
  await db
    .updateTable('connections')
    .set({ problem: null, not_watched_since: null })
    .where('person_id', '=', personId)
    .where('problem', 'is not', null)
    .execute()
  await db
    .updateTable('poll_groups')
    .set({ due_at: at, failures: 0 })
    .where('id', 'in', (query) =>
      query
        .selectFrom('connections')
        .innerJoin('runs', 'runs.connection_id', 'connections.id')
        .select('connections.id')
        .where('connections.person_id', '=', personId)
        .where('runs.state', 'in', ['submitted', 'running']),
    )
    .execute()
}

/** One problem of any of the person's connections. */
export async function selectConnectionProblem(db: Executor, personId: string): Promise<ErrorCode | undefined> {
  const row = await db
    .selectFrom('connections')
    .select('problem')
    .where('person_id', '=', personId)
    .where('problem', 'is not', null)
    .executeTakeFirst()
  return row?.problem ?? undefined
}
