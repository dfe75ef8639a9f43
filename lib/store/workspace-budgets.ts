import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database'
import { notify } from './notify'
import { WORK_DUE } from './run-dispatch'

/** How long a workspace that keeps failing is left alone between two calls that try it (REL-3). */
const TRIAL_EVERY = sql`interval '30 seconds'`

/** What a call is admitted by: whose workspace, and how many calls a second it may get from all processes (REL-4). */
export interface Budget {
  readonly origin: string
  readonly callsPerSecond: number
}

/** A second's worth of calls, at most, has come together since the last one was taken. `b` is the row's alias. */
export function callsLeft(b: string, callsPerSecond: number): RawBuilder<number> {
  const [left, since] = [sql.ref(`${b}.calls_left`), sql.ref(`${b}.refilled_at`)]
  return sql<number>`least(${callsPerSecond}::double precision,
    ${left} + extract(epoch from (now() - ${since}))::double precision * ${callsPerSecond}::double precision)`
}

/** Nobody asked for a pause that still lasts, and if the workspace keeps failing it is time to try it. */
export function isOpen(b: string): RawBuilder<boolean> {
  const [held, trial] = [sql.ref(`${b}.hold_until`), sql.ref(`${b}.next_trial_at`)]
  return sql<boolean>`(coalesce(${held} <= now(), true) and coalesce(${trial} <= now(), true))`
}

/** Whoever is let through to a failing workspace is alone for the next while: the others wait for what they find. */
export const NEXT_TRIAL = sql<Date>`case when workspace_budgets.failing_since is null then null
  else now() + ${TRIAL_EVERY} end`

/**
 * A statement, for a `with`, that takes one call for a person who waits, and may owe a second's worth for it: polling
 * waits until that is made up for. No row comes of it when the workspace is to be left alone, or too much is owed.
 */
export function takeCallNow({ origin, callsPerSecond }: Budget): RawBuilder<{ failing: boolean }> {
  const left = callsLeft('workspace_budgets', callsPerSecond)
  return sql<{ failing: boolean }>`
    insert into workspace_budgets (origin, calls_left, refilled_at)
    values (${origin}, ${callsPerSecond}::double precision - 1, now())
    on conflict (origin) do update
       set calls_left = ${left} - 1, refilled_at = now(), next_trial_at = ${NEXT_TRIAL}
     where ${isOpen('workspace_budgets')} and ${left} >= ${mayOwe(callsPerSecond)}
    returning failing_since is not null as failing`
}

/** How little may be left for a person's call to go ahead. */
function mayOwe(callsPerSecond: number): RawBuilder<number> {
  return sql<number>`1 - ${callsPerSecond}::double precision`
}

/** `takeCallNow` by itself: whether the call may be made, and whether it tries a workspace that keeps failing. */
export async function admitCall(db: Executor, budget: Budget): Promise<{ failing: boolean } | undefined> {
  return (await takeCallNow(budget).execute(db)).rows[0]
}

/** Why a call was not admitted, and for how long, ms, it makes no sense to ask again. */
export interface Closed {
  readonly reason: 'asked to wait' | 'failing' | 'too many calls'
  readonly waitMs: number
}

/** After a refusal of `takeCallNow`. */
export async function whyClosed(db: Executor, { origin, callsPerSecond }: Budget): Promise<Closed> {
  const until = (column: string) => sql<number>`
    coalesce(extract(epoch from (${sql.ref(column)} - now())) * 1000, 0)::double precision`
  const missing = sql`${mayOwe(callsPerSecond)} - ${callsLeft('workspace_budgets', callsPerSecond)}`
  const row = await db
    .selectFrom('workspace_budgets')
    .select([until('hold_until').as('held'), until('next_trial_at').as('trial')])
    .select(sql<number>`(${missing}) / ${callsPerSecond}::double precision * 1000`.as('owed'))
    .where('origin', '=', origin)
    .executeTakeFirst()
  const { held = 0, trial = 0, owed = 0 } = row ?? {}
  if (held > 0 && held >= trial) return { reason: 'asked to wait', waitMs: held }
  if (trial > 0) return { reason: 'failing', waitMs: trial }
  return { reason: 'too many calls', waitMs: Math.max(owed, 0) }
}

/** Calls that were made and not paid for, or paid for and not made: the next ones wait for them, or come the sooner. */
export async function settleCalls(db: Executor, budget: Budget, calls: number): Promise<void> {
  const left = callsLeft('workspace_budgets', budget.callsPerSecond)
  await db
    .updateTable('workspace_budgets')
    .set({ calls_left: sql<number>`${left} - ${calls}::double precision`, refilled_at: sql<Date>`now()` })
    .where('origin', '=', budget.origin)
    .execute()
}

/** Nobody calls the workspace for this long: it answered 429. A longer pause that already stands is kept. */
export async function holdWorkspaceFor(db: Executor, { origin, callsPerSecond }: Budget, ms: number): Promise<void> {
  const until = sql<Date>`now() + ${ms}::double precision * interval '1 millisecond'`
  await db
    .insertInto('workspace_budgets')
    .values({ ...fresh(origin, callsPerSecond), hold_until: until })
    .onConflict((conflict) =>
      conflict
        .column('origin')
        .doUpdateSet({ hold_until: sql<Date>`greatest(workspace_budgets.hold_until, ${until})` }),
    )
    .execute()
}

/** It keeps failing: all processes leave it alone, but for one call every 30 s. */
export async function markFailing(db: Executor, { origin, callsPerSecond }: Budget): Promise<void> {
  const trial = sql<Date>`now() + ${TRIAL_EVERY}`
  await db
    .insertInto('workspace_budgets')
    .values({ ...fresh(origin, callsPerSecond), failing_since: sql<Date>`now()`, next_trial_at: trial })
    .onConflict((conflict) =>
      conflict.column('origin').doUpdateSet({
        failing_since: sql<Date>`coalesce(workspace_budgets.failing_since, now())`,
        next_trial_at: trial,
      }),
    )
    .execute()
}

/** It answers again: whatever waited for it is due at once, and the budget keeps it from coming all at once. */
export async function markWorking(db: Executor, origin: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('workspace_budgets')
    .set({ failing_since: null, next_trial_at: null })
    .where('origin', '=', origin)
    .where('failing_since', 'is not', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  const ofThisOne = sql`(select connections.id from connections
    join connectors on connectors.id = connections.connector_id
   where connectors.origin = ${origin} and connections.problem is null)`
  // As `wake` does: also a row that somebody holds shows that it was woken. One that somebody writes is left out: it
  // comes by itself, and two that each wait for the other's rows would fail.
  const dueNow = sql`least(due_at, now(), lease_until - interval '1 millisecond')`
  await sql`update poll_groups set due_at = ${dueNow} where id in (
    select id from poll_groups where due_at is not null and id in ${ofThisOne} for update skip locked)`.execute(db)
  await sql`update runs set due_at = ${dueNow} where id in (
    select id from runs
     where due_at is not null and state in ('requested', 'submitting', 'unknown') and connection_id in ${ofThisOne}
       for update skip locked)`.execute(db)
  await notify(db, WORK_DUE, 'workspace')
}

function fresh(origin: string, callsPerSecond: number) {
  return { origin, calls_left: callsPerSecond, refilled_at: sql<Date>`now()`, hold_until: null }
}
