import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** Polling calls a second for one workspace, over all processes (design 6). */
export const CALLS_PER_SECOND = 15

/** What the budget has grown to by now; it never holds more than one second's worth. */
const REFILLED = sql<number>`least(${CALLS_PER_SECOND}::double precision,
  workspace_budgets.calls_left + extract(epoch from (now() - workspace_budgets.refilled_at))::double precision
    * ${CALLS_PER_SECOND}::double precision)`

interface CallRequest {
  readonly calls: number
  /** This many must be left for others. */
  readonly reserve: number
}

/**
 * Takes `calls` out of the workspace's budget, if it holds one call beyond the reserve: the rest may be owed, and then
 * nobody gets any until it is made up for. False while it is empty or the workspace has asked for a pause.
 */
export async function takeCalls(db: Executor, origin: string, { calls, reserve }: CallRequest): Promise<boolean> {
  const taken = await db
    .insertInto('workspace_budgets')
    .values({ origin, calls_left: CALLS_PER_SECOND - calls, refilled_at: sql<Date>`now()`, hold_until: null })
    .onConflict((conflict) =>
      conflict
        .column('origin')
        .doUpdateSet({
          calls_left: sql<number>`${REFILLED} - ${calls}::double precision`,
          refilled_at: sql<Date>`now()`,
        })
        .where(sql<boolean>`coalesce(workspace_budgets.hold_until <= now(), true)`)
        .where(sql<boolean>`${REFILLED} >= 1 + ${reserve}::double precision`),
    )
    .returning('origin')
    .executeTakeFirst()
  return taken !== undefined
}

/** Calls that were made without asking: the next ones wait for them. */
export async function owedCalls(db: Executor, origin: string, calls: number): Promise<void> {
  await db
    .updateTable('workspace_budgets')
    .set({ calls_left: sql<number>`${REFILLED} - ${calls}::double precision`, refilled_at: sql<Date>`now()` })
    .where('origin', '=', origin)
    .execute()
}

/** Milliseconds until `takeCalls` may answer true. */
export async function waitForCallsMs(db: Executor, origin: string, reserve: number): Promise<number> {
  const row = await db
    .selectFrom('workspace_budgets')
    .select(
      sql<number>`(greatest(
        (1 + ${reserve}::double precision - ${REFILLED}) / ${CALLS_PER_SECOND}::double precision,
        extract(epoch from (hold_until - now())), 0) * 1000)::double precision`.as('ms'),
    )
    .where('origin', '=', origin)
    .executeTakeFirst()
  return row?.ms ?? 0
}

/** Nobody polls the workspace for this long: it answered 429. A longer pause that already stands is kept. */
export async function holdWorkspaceFor(db: Executor, origin: string, ms: number): Promise<void> {
  const until = sql<Date>`now() + ${ms}::double precision * interval '1 millisecond'`
  await db
    .insertInto('workspace_budgets')
    .values({ origin, calls_left: CALLS_PER_SECOND, refilled_at: sql<Date>`now()`, hold_until: until })
    .onConflict((conflict) =>
      conflict
        .column('origin')
        .doUpdateSet({ hold_until: sql<Date>`greatest(workspace_budgets.hold_until, ${until})` }),
    )
    .execute()
}
