import 'server-only'
import { query } from '@/lib/store/current'
import { holdWorkspaceFor, insertBudgetIfNew, takeCalls } from '@/lib/store/workspace-budgets'

const known = new Set<string>()

/** Whether these polling calls may be made now. Starting and cancelling runs never asks: they go first. */
export async function mayPoll(origin: string, calls: number): Promise<boolean> {
  await ensure(origin)
  return query((db) => takeCalls(db, origin, calls))
}

/** All polling of this workspace rests, in every process. */
export async function holdWorkspace(origin: string, ms: number): Promise<void> {
  await ensure(origin)
  await query((db) => holdWorkspaceFor(db, origin, ms))
}

async function ensure(origin: string): Promise<void> {
  if (known.has(origin)) return
  await query((db) => insertBudgetIfNew(db, origin))
  known.add(origin)
}
