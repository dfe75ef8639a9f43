import 'server-only'
import { query } from '@/lib/store/current'
import { holdWorkspaceFor, owedCalls, takeCalls, waitForCallsMs } from '@/lib/store/workspace-budgets'

/** A third of the budget is kept for runs that somebody looks at: what nobody sees is stretched first. */
const KEPT_FOR_WATCHED = 5
/** However long the workspace asks to be left alone, a look in between costs it nothing. */
const LONGEST_WAIT_MS = 30_000
const SHORTEST_WAIT_MS = 50

/** 0 when these polling calls may be made now, else how many ms to wait. Starting and cancelling runs never asks. */
export async function waitBeforePolling(origin: string, calls: number, watched: boolean): Promise<number> {
  const reserve = watched ? 0 : KEPT_FOR_WATCHED
  if (await query((db) => takeCalls(db, origin, { calls, reserve }))) return 0
  const ms = await query((db) => waitForCallsMs(db, origin, reserve))
  return Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) * (1 + Math.random() / 5)
}

/** Takes calls out of the budget that were more than was asked for. */
export async function payCalls(origin: string, calls: number): Promise<void> {
  if (calls > 0) await query((db) => owedCalls(db, origin, calls))
}

/** All polling of this workspace rests, in every process. */
export async function holdWorkspace(origin: string, ms: number): Promise<void> {
  await query((db) => holdWorkspaceFor(db, origin, ms))
}
