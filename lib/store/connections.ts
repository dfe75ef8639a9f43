import 'server-only'
import { sql } from 'kysely'
import { MENDED_BY_SIGN_IN } from '@/lib/connections/needs-person'
import type { Security } from '@/lib/connectors/security'
import type { ErrorFacts } from '@/lib/errors'
import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import type { Executor } from './database'
import { notify } from './notify'
import { WORK_DUE } from './run-dispatch'
import { type StoredError, storedError } from './stored-error'

/** Why no token can be had for a connection, with what the words about it need. */
export type ConnectionProblem = StoredError

/** One person's authorised link to one connector, with what it takes to call as that person. */
export interface Connection {
  readonly id: string
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly homeAccountId: string | undefined
  readonly connectorId: string
  readonly connectorSlug: string
  readonly origin: string
  readonly resourceId: string
  readonly security: Security
  readonly problem: ConnectionProblem | undefined
  readonly notWatchedSince: Date | undefined
  readonly lastUsedAt: Date | undefined
}

/** Finds or makes the connection and its poll group. */
export async function ensureConnection(
  db: Executor,
  { id, personId, connectorId, at }: { id: string; personId: string; connectorId: string; at: Date },
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const made = await db
    .insertInto('connections')
    .values({
      id,
      person_id: personId,
      connector_id: connectorId,
      problem: null,
      problem_facts: null,
      not_watched_since: null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['person_id', 'connector_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
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
  return { id: found.id, isNew: made !== undefined }
}

/**
 * Until the transaction ends, nobody else keeps a press of this person, so they can be counted, and nobody takes the
 * connection away. Answers what is wrong with it.
 */
export async function lockConnection(trx: Executor, connectionId: string): Promise<ConnectionProblem | undefined> {
  const row = await trx
    .selectFrom('connections')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .select(['problem', 'problem_facts', tokensMissing])
    .where('connections.id', '=', connectionId)
    .forNoKeyUpdate('connections')
    .executeTakeFirstOrThrow()
  return problemIn(row)
}

function connectionRows(db: Executor) {
  return db
    .selectFrom('connections')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .innerJoin('people', 'people.id', 'connections.person_id')
    .select([
      'connections.id',
      'connections.person_id',
      'connections.connector_id',
      'connections.problem',
      'connections.problem_facts',
      'connections.not_watched_since',
      'connections.last_used_at',
      tokensMissing,
      'connectors.slug as connector_slug',
      'connectors.origin',
      'connectors.resource_id',
      'connectors.security',
      'people.tenant_id',
      'people.object_id',
      'people.user_name',
      'people.home_account_id',
    ])
}

type ConnectionRow = Awaited<ReturnType<ReturnType<typeof connectionRows>['executeTakeFirstOrThrow']>>

function toConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    personId: row.person_id,
    tenantId: row.tenant_id,
    objectId: row.object_id,
    userName: row.user_name,
    homeAccountId: row.home_account_id ?? undefined,
    connectorId: row.connector_id,
    connectorSlug: row.connector_slug,
    origin: row.origin,
    resourceId: row.resource_id,
    security: row.security,
    problem: problemIn(row),
    notWatchedSince: row.not_watched_since ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}

export async function selectConnection(db: Executor, id: string): Promise<Connection | undefined> {
  const row = await connectionRows(db).where('connections.id', '=', id).executeTakeFirst()
  return row && toConnection(row)
}

/** A person has at most one connection to a connector. */
export async function selectConnectionOf(
  db: Executor,
  { personId, connectorId }: { personId: string; connectorId: string },
): Promise<Connection | undefined> {
  const row = await connectionRows(db)
    .where('connections.person_id', '=', personId)
    .where('connections.connector_id', '=', connectorId)
    .executeTakeFirst()
  return row && toConnection(row)
}

/** Longer than a sign-in takes from its time to its commit. */
const SIGN_IN_MS = 5_000

/**
 * Marks that no token can be had, so that its runs stand unwatched from now on. The first time counts, and the first
 * reason: what comes later is that no tokens are left. None that the person has signed in after, or connected after where that is something else: `triedAt` is when the tokens
 * were taken that turned out to be dead, give or take a sign-in that was being stored.
 */
export async function markConnectionBroken(
  db: Executor,
  { id, problem, triedAt }: { id: string; problem: ConnectionProblem; triedAt: Date },
): Promise<void> {
  await db
    .updateTable('connections')
    .set({ problem: problem.code, problem_facts: JSON.stringify(problem.facts), not_watched_since: sql<Date>`now()` })
    .where('id', '=', id)
    .where('problem', 'is', null)
    .where((where) =>
      where
        .case()
        .when(isOwn)
        .then(sql<boolean>`coalesce(connected_at < ${triedAt}, true)`)
        .else(
          where.not(
            where.exists(
              where
                .selectFrom('sessions')
                .select('key_hash')
                .whereRef('sessions.person_id', '=', 'connections.person_id')
                .where('sessions.created_at', '>', new Date(triedAt.getTime() - SIGN_IN_MS)),
            ),
          ),
        )
        .end(),
    )
    .execute()
}

/** People connect to it: a sign-in to the portal is none to it. */
const isOwn = sql<boolean>`exists (
  select 1 from connectors
   where connectors.id = connections.connector_id and security ->> 'kind' in ('entra', 'databricks'))`

/**
 * A sign-in mends all connections of the person that it is all for, a call that went well its own: their runs are due at
 * once. One that was taken away is not mended so, nor one with a problem that only a newer version knows.
 */
export async function mendConnections(
  db: Executor,
  { personId, connectionId }: { personId: string; connectionId?: string },
): Promise<void> {
  let broken = db
    .updateTable('connections')
    .set({ problem: null, problem_facts: null, not_watched_since: null })
    .where('person_id', '=', personId)
    .where('problem', 'in', MENDED_BY_SIGN_IN)
  broken = connectionId ? broken.where('id', '=', connectionId) : broken.where((where) => where.not(isOwn))
  await wakeRunsOf(
    db,
    (await broken.returning('id').execute()).map(({ id }) => id),
  )
}

/** Its person has authorised it, for the first time or anew: its runs are due at once. */
export async function markConnected(trx: Executor, id: string, at: Date): Promise<void> {
  await trx
    .updateTable('connections')
    .set({ problem: null, problem_facts: null, not_watched_since: null, connected_at: at })
    .where('id', '=', id)
    .execute()
  await wakeRunsOf(trx, [id])
}

/**
 * What stood in the way of a connector's connections was each person's own, and people no longer call through it as themselves.
 * Those that were taken away stay so.
 */
export async function mendThroughConnector(trx: Executor, connectorId: string): Promise<void> {
  const mended = await trx
    .updateTable('connections')
    .set({ problem: null, problem_facts: null, not_watched_since: null })
    .where('connector_id', '=', connectorId)
    .where((where) => where.or([where('problem', 'is', null), where('problem', 'in', MENDED_BY_SIGN_IN)]))
    .returning('id')
    .execute()
  await wakeRunsOf(
    trx,
    mended.map(({ id }) => id),
  )
}

/** Runs of connections that have just become good again are due at once. */
export async function wakeRunsOf(db: Executor, mended: readonly string[]): Promise<void> {
  if (mended.length === 0) return
  // As `wake` does: also a row that somebody holds shows that it was woken.
  const dueNow = sql<Date>`least(due_at, now(), lease_until - interval '1 millisecond')`
  await db
    .updateTable('poll_groups')
    .set({ due_at: dueNow, failures: 0 })
    .where('id', 'in', mended)
    .where('id', 'in', (query) => query.selectFrom('runs').select('connection_id').where('state', 'in', FOLLOWED))
    .execute()
  await db
    .updateTable('runs')
    .set({ due_at: dueNow })
    .where('connection_id', 'in', mended)
    .where('state', 'in', UNSUBMITTED)
    .execute()
  await notify(db, WORK_DUE, 'connections')
}

/** To be written when the time that is kept is `USED_EVERY_MS` old, so that following a run writes nothing at each look. */
export const USED_EVERY_MS = 5 * 60_000

export async function touchConnection(db: Executor, id: string): Promise<void> {
  await db.updateTable('connections').set({ last_used_at: sql<Date>`now()` }).where('id', '=', id).execute()
}

/** One problem of any of the person's connections. That they deleted one themselves is none. */
export async function selectConnectionProblem(
  db: Executor,
  personId: string,
): Promise<ConnectionProblem | undefined> {
  const row = await db
    .selectFrom('connections')
    .select(['problem', 'problem_facts'])
    .where('person_id', '=', personId)
    .where('problem', 'is not', null)
    .where(sql<boolean>`not (problem = 'connection_removed' and problem_facts ->> 'by' = 'person')`)
    .executeTakeFirst()
  return row && problemIn(row)
}

/**
 * To be selected with connections and their connectors: why one through an own registration has no tokens, or one of a service
 * principal can have none; null for others.
 */
export const tokensMissing = sql<'not_connected' | 'no_tokens' | 'no_secret' | null>`case
  when connectors.security ->> 'kind' = 'service_principal' then
    case when not exists (select 1 from connector_secrets where connector_secrets.connector_id = connectors.id)
      then 'no_secret' end
  when connectors.security ->> 'kind' = 'portal'
    or exists (select 1 from token_partitions where token_partitions.connection_id = connections.id) then null
  when connections.connected_at is null then 'not_connected'
  else 'no_tokens' end`.as('tokens_missing')

interface ProblemRow {
  readonly problem: string | null
  readonly problem_facts: ErrorFacts | null
  readonly tokens_missing?: string | null
}

export function problemIn({
  problem,
  problem_facts,
  tokens_missing: reason,
}: ProblemRow): ConnectionProblem | undefined {
  if (problem !== null) return storedError({ code: problem, facts: problem_facts })
  if (!reason) return undefined
  if (reason === 'no_secret') return { code: 'entra_configuration', facts: { reason } }
  return { code: 'connection_expired', facts: { reason, own: 'yes' } }
}
