import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'
import { leaseEnd } from './lease'
import { callsLeft, isOpen } from './workspace-budgets'

/** Of one person at a time: calls that hang hold up nobody else's. */
const OF_ONE_PERSON = 4

export interface ClaimRequest {
  /** A uuid, new for each claim: who claims a row again after its lease ran out is another owner than before. */
  readonly owner: string
  readonly limit: number
  /** Of each workspace, over all processes. */
  readonly callsPerSecond: number
}

/** A press that only has to be closed, so that no workspace is called for it. */
const NEEDS_NO_CALL = sql<boolean>`(not runs.maybe_started and (runs.cancel_requested_at is not null or runs.deadline < now()))`

/**
 * Takes up to `limit` presses that are due, and answers their ids: each person's longest due first, then everybody's
 * second, so that a thousand presses of one person are one in the queue for the others (REL-4). Those of a workspace that
 * is left alone stay where they are, but for one that tries it. Every press goes to one claimer, and to the next one when
 * the lease runs out; while it is held it is due when its lease ends, so that a `wake` in the meantime shows.
 */
export async function claimRuns(db: Executor, { owner, limit, callsPerSecond }: ClaimRequest): Promise<string[]> {
  const left = sql<number>`coalesce(${callsLeft('b', callsPerSecond)}, ${callsPerSecond}::double precision)`
  const { rows } = await sql<{ id: string }>`
    with held as (
      select person_id, count(*)::int as runs from runs where due_at is not null and lease_until > now() group by person_id),
    ready as (
      select runs.id, runs.due_at, connectors.origin, ${NEEDS_NO_CALL} as free, b.failing_since is not null as failing,
             ${left} + ${callsPerSecond}::double precision as calls,
             coalesce(held.runs, 0) + row_number() over (partition by runs.person_id order by runs.due_at) as turn
        from runs
        join connections on connections.id = runs.connection_id
        join connectors on connectors.id = connections.connector_id
        left join workspace_budgets as b on b.origin = connectors.origin
        left join held on held.person_id = runs.person_id
       where ${isDue('runs')} and (${NEEDS_NO_CALL} or ${isOpen('b')})),
    chosen as (
      select id, turn
        from (select *, row_number() over (partition by origin, free order by turn, due_at) as place from ready) as placed
       where turn <= ${OF_ONE_PERSON} and (free or place <= case when failing then 1 else floor(calls) end)),
    taken as materialized (
      select runs.id from runs join chosen using (id)
       where ${isDue('runs')}
       order by chosen.turn, runs.due_at
       limit ${limit}
         for update of runs skip locked)
    update runs
       set lease_owner = ${owner}, lease_until = ${leaseEnd()}, due_at = ${leaseEnd()}
      from taken
     where runs.id = taken.id
    returning runs.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Due, and in nobody's hands. Asked again when the row is locked: somebody may have been quicker. */
export function isDue(table: string) {
  const [due, until] = [sql.ref(`${table}.due_at`), sql.ref(`${table}.lease_until`)]
  return sql<boolean>`${due} <= now() and (${until} is null or ${until} <= now())`
}
