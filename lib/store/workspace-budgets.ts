import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** Polling calls a second for one workspace, over all processes (design 6). */
const CALLS_PER_SECOND = 15

export async function insertBudgetIfNew(db: Executor, origin: string): Promise<void> {
  await db
    .insertInto('workspace_budgets')
    .values({ origin, calls_left: CALLS_PER_SECOND, refilled_at: sql<Date>`now()`, hold_until: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Takes `calls` out of the workspace's budget, which refills by itself and never holds more than one second's worth.
 * False while it is empty or while the workspace has asked for a pause: nothing is taken then.
 */
export async function takeCalls(db: Executor, origin: string, calls: number): Promise<boolean> {
  const refilled = sql<number>`least(${CALLS_PER_SECOND}::double precision,
    calls_left + extract(epoch from (now() - refilled_at))::double precision * ${CALLS_PER_SECOND}::double precision)`
  const taken = await db
    .updateTable('workspace_budgets')
    .set({ calls_left: sql<number>`${refilled} - ${calls}::double precision`, refilled_at: sql<Date>`now()` })
    .where('origin', '=', origin)
    .where((where) => where.or([where('hold_until', 'is', null), where('hold_until', '<=', sql<Date>`now()`)]))
    .where(sql<boolean>`${refilled} >= 1`)
    .returning('origin')
    .executeTakeFirst()
  return taken !== undefined
}

/** Nobody polls the workspace for this long: it answered 429. A longer pause that already stands is kept. */
export async function holdWorkspaceFor(db: Executor, origin: string, ms: number): Promise<void> {
  await db
    .updateTable('workspace_budgets')
    .set({
      hold_until: sql<Date>`greatest(hold_until, now() + ${ms}::double precision * interval '1 millisecond')`,
    })
    .where('origin', '=', origin)
    .execute()
}
