import 'server-only'
import type { DatabricksRun } from '@/lib/databricks/run'
import { isFinal, runStatus } from '@/lib/runs/run-status'
import { inTransaction } from '@/lib/store/current'
import type { AskedRepair } from '@/lib/store/followed-runs'
import { demandLease, type Lease } from '@/lib/store/lease'
import { settleRepair } from '@/lib/store/repairs'

/** Whose call has not been heard by then was never heard: no call lasts so long. */
const PATIENCE_MS = 60_000

/** Databricks' id of the last repair of a run that was read with its history. */
export function lastRepairOf({ repairHistory }: DatabricksRun): string | undefined {
  return repairHistory.findLast(({ id }) => id !== undefined)?.id
}

/**
 * Finds out what became of a repair whose answer is not known: Databricks names it in the run's history, or the run is at work
 * again. It is never asked for twice. Answers whether the run's end, if it says one, is still the one from before.
 * @throws LeaseLost
 */
export async function isRepairAwaited(
  lease: Lease,
  runId: string,
  { afterId, repairId, requestedAt }: AskedRepair,
  seen: DatabricksRun,
): Promise<boolean> {
  const last = lastRepairOf(seen)
  const isHeard = last !== afterId || !isFinal(runStatus(seen))
  if (!isHeard && Date.now() - requestedAt.getTime() < PATIENCE_MS) return true
  const known = last === afterId ? repairId : last
  const answer =
    isHeard || known !== undefined ? { repairId: known } : { error: { code: 'repair_not_heard', facts: {} } as const }
  await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    await settleRepair(trx, runId, answer)
  })
  return false
}
