import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import { type ClaimRequest, isDue } from './claim-runs'
import type { Executor } from './database'
import { leaseEnd } from './lease'
import { callsLeft, isOpen, NEXT_TRIAL } from './workspace-budgets'

/** However much is looked at, nobody's runs wait much longer than this for their turn. */
const LONGEST_WAIT = sql`interval '20 seconds'`
/** Of the queue, however long it is: more than any budget pays for at once. */
const AT_THE_HEAD = 64

/**
 * What a look must find in the budget before it begins; what it takes beyond that is owed. A third is kept for runs that
 * somebody looks at: what nobody sees is stretched first.
 */
function needed(urgent: RawBuilder<boolean>, callsPerSecond: number): RawBuilder<number> {
  return sql<number>`case when ${urgent} then 1 else 1 + ${callsPerSecond}::double precision / 3 end`
}

export interface ClaimedGroup {
  readonly id: string
  /** Paid for. */
  readonly calls: number
  /** The workspace keeps failing, and this look tries whether it still does. */
  readonly failing: boolean
}

const URGENT = sql<boolean>`(coalesce(g.watched_until > now(), false) or g.due_at < now() - ${LONGEST_WAIT})`

/**
 * Takes up to `limit` groups that are due and pays for their looks, in one statement, so that no process looks at what
 * another has no calls left for: those that somebody looks at first, then the longest due. A look is small, and whoever
 * had theirs goes to the end of the queue, so a thousand runs of one person hold up nobody (REL-4). Nothing is taken of a
 * workspace that is to be left alone, and one group of one that is to be tried (REL-3).
 */
export async function claimPollGroups(
  db: Executor,
  { owner, limit, callsPerSecond }: ClaimRequest,
): Promise<ClaimedGroup[]> {
  const full = sql<number>`${callsPerSecond}::double precision`
  const left = sql<number>`coalesce(${callsLeft('b', callsPerSecond)}, ${full})`
  const { rows } = await sql<ClaimedGroup>`
    with head as (
      select g.id, g.due_at, coalesce(g.calls, 1) as calls, ${URGENT} as urgent, connectors.origin,
             b.failing_since is not null as failing, ${left} as available
        from poll_groups as g
        join connections on connections.id = g.id
        join connectors on connectors.id = connections.connector_id
        left join workspace_budgets as b on b.origin = connectors.origin
       where ${isDue('g')} and ${isOpen('b')} and ${left} >= ${needed(URGENT, callsPerSecond)}
       order by urgent desc, g.due_at
       limit ${AT_THE_HEAD}),
    queue as (
      select *, row_number() over same_workspace as place,
             coalesce(sum(calls) over (same_workspace rows between unbounded preceding and 1 preceding), 0) as before
        from head window same_workspace as (partition by origin order by urgent desc, due_at, id)),
    chosen as (
      select id, origin, calls, failing, urgent from queue
       where available - before >= ${needed(sql<boolean>`urgent`, callsPerSecond)} and (place = 1 or not failing)),
    taken as materialized (
      select g.id from poll_groups as g join chosen using (id)
       where ${isDue('g')}
       order by chosen.urgent desc, g.due_at
       limit ${limit}
         for update of g skip locked),
    paid as (
      insert into workspace_budgets (origin, calls_left, refilled_at)
      select origin, ${full} - sum(calls), now() from chosen join taken using (id) group by origin
      on conflict (origin) do update
         set calls_left = ${callsLeft('workspace_budgets', callsPerSecond)} - (${full} - excluded.calls_left),
             refilled_at = now(), next_trial_at = ${NEXT_TRIAL}
       where ${isOpen('workspace_budgets')} and ${callsLeft('workspace_budgets', callsPerSecond)} >= 1
      returning origin)
    update poll_groups as g
       set lease_owner = ${owner}, lease_until = ${leaseEnd()}, due_at = ${leaseEnd()}
      from chosen join taken using (id) join paid using (origin)
     where g.id = chosen.id
    returning g.id, chosen.calls, chosen.failing`.execute(db)
  return rows
}

/**
 * Milliseconds until there may be something to claim, of presses and groups: a held one is free with its lease, one whose
 * workspace is left alone with that. Undefined when nothing is due at all.
 */
export async function nextClaimInMs(db: Executor, callsPerSecond: number): Promise<number | undefined> {
  const rate = sql<number>`${callsPerSecond}::double precision`
  const refilled = (calls: RawBuilder<number>) =>
    sql`b.refilled_at + greatest((${calls}) - b.calls_left, 0) / ${rate} * interval '1 second'`
  const workspace = sql`
    join connectors on connectors.id = connections.connector_id
    left join workspace_budgets as b on b.origin = connectors.origin`
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from (least(
      (select min(greatest(g.due_at, g.lease_until, b.hold_until, b.next_trial_at,
                           ${refilled(needed(URGENT, callsPerSecond))}))
         from poll_groups as g join connections on connections.id = g.id ${workspace}
        where g.due_at is not null),
      (select min(greatest(runs.due_at, runs.lease_until, b.hold_until, b.next_trial_at, ${refilled(sql<number>`1 - ${rate}`)}))
         from runs join connections on connections.id = runs.connection_id ${workspace}
        where runs.due_at is not null),
      (select min(greatest(due_at, lease_until)) from schedules where due_at is not null),
      (select min(greatest(due_at, lease_until)) from bulk_requests where due_at is not null),
      (select min(greatest(due_at, lease_until)) from deliveries where due_at is not null)) - now())) * 1000)::double precision as ms`.execute(
    db,
  )
  return rows[0]?.ms ?? undefined
}
