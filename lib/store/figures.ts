import 'server-only'
import { sql } from 'kysely'
import type { WorkFigures, WorkspaceFigures } from '@/lib/metrics/figures'
import { FINISHED, type RunState, UNSUBMITTED } from '@/lib/runs/run-state'
import { isDue } from './claim-runs'
import type { Executor } from './database'
import { callsLeft } from './workspace-budgets'

/** What is at work and what waits, of all processes together. It reads what is active and no history. */
export async function selectWorkFigures(db: Executor, sessionIdleMs: number): Promise<WorkFigures> {
  const runs = await selectActiveRuns(db)
  const rest = await selectQueues(db, sessionIdleMs)
  const sum = (of: (row: ActiveRuns) => number) => runs.reduce((total, row) => total + of(row), 0)
  return {
    activeRuns: new Map(runs.map(({ state, count }) => [state, count])),
    presses: {
      count: sum(({ waiting }) => waiting),
      oldestSeconds: Math.max(0, ...runs.map(({ oldest }) => oldest)),
    },
    turns: sum(({ turns }) => turns),
    groups: { count: rest.groups, oldestSeconds: rest.groups_oldest },
    deliveries: { count: rest.deliveries, oldestSeconds: rest.deliveries_oldest },
    liveSessions: rest.sessions,
  }
}

interface ActiveRuns {
  readonly state: RunState
  readonly count: number
  readonly waiting: number
  /** Seconds. */
  readonly oldest: number
  readonly turns: number
}

/** Words for the states, as the index of unfinished runs has them, and no parameters. */
const words = (states: readonly RunState[]) => sql.join(states.map((state) => sql.lit(state)))
/** To be sent now: neither its turn nor the end of a rest is waited for. */
const WAITS = sql`(state in (${words(UNSUBMITTED)}) and waits_since is null and coalesce(not_before <= now(), true))`
/** Of a later step or attempt the press is long ago: it waits since the run went on to it. */
const SINCE = sql`greatest(not_before, case when step_position = 0 and step_attempt = 1 then created_at else updated_at end)`

async function selectActiveRuns(db: Executor): Promise<ActiveRuns[]> {
  const { rows } = await sql<ActiveRuns>`
    select state, count(*)::int as count, count(*) filter (where ${WAITS})::int as waiting,
           greatest(coalesce(max(extract(epoch from now() - ${SINCE})) filter (where ${WAITS}), 0), 0)::double precision as oldest,
           count(waits_since)::int as turns
      from runs
     where state not in (${words(FINISHED)})
     group by state`.execute(db)
  return rows
}

interface Queues {
  readonly groups: number
  readonly groups_oldest: number
  readonly deliveries: number
  readonly deliveries_oldest: number
  readonly sessions: number
}

async function selectQueues(db: Executor, sessionIdleMs: number): Promise<Queues> {
  const { rows } = await sql<Queues>`
    select *
      from (select count(*)::int as groups,
                   coalesce(extract(epoch from now() - min(due_at)), 0)::double precision as groups_oldest
              from poll_groups where ${isDue('poll_groups')}) as g
     cross join (select count(*)::int as deliveries,
                        greatest(coalesce(extract(epoch from now() - min(created_at)), 0), 0)::double precision as deliveries_oldest
                   from deliveries where due_at is not null) as d
     cross join (select count(*)::int as sessions
                   from sessions
                  where revoked_at is null and expires_at > now()
                    and last_seen_at > now() - ${sessionIdleMs}::double precision * interval '1 millisecond') as s`.execute(
    db,
  )
  const [row] = rows
  return row ?? { groups: 0, groups_oldest: 0, deliveries: 0, deliveries_oldest: 0, sessions: 0 }
}

/** A portal with more workspaces tells of the first ones. */
const MOST_WORKSPACES = 200

/** Of the connectors' workspaces, those that were called already. */
export async function selectWorkspaceFigures(db: Executor, callsPerSecond: number): Promise<WorkspaceFigures[]> {
  const { rows } = await sql<WorkspaceFigures>`
    select origin, failing_since is not null as "isFailing", coalesce(hold_until > now(), false) as "isOnHold",
           ${callsLeft('b', callsPerSecond)} as "callsLeft"
      from workspace_budgets as b
     where origin in (select origin from connectors)
     order by origin
     limit ${MOST_WORKSPACES}`.execute(db)
  return rows
}
