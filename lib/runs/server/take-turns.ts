import 'server-only'
import { PortalError } from '@/lib/errors'
import type { FlowQueue } from '@/lib/flows/flow'
import { describeError, log } from '@/lib/log'
import { inTransaction, query } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { letGo, lockQueue, selectQueues } from '@/lib/store/flow-queue'

/** For so long a run whose turn has come is tried to be started, as one that was just pressed. */
export const GIVE_UP_AFTER_MS = 10 * 60_000
/** More than any flow may have waiting. */
const ALL = 1_000

/**
 * Whether a press has to wait for its turn: there are as many runs under way as may be, or others have waited before it. Nobody
 * else takes a place until the transaction ends.
 * @throws PortalError queue_full: nothing is to be kept
 */
export async function mustWait(trx: Executor, flowId: string, queue: FlowQueue | undefined): Promise<boolean> {
  if (!queue) return false
  const { underWay, waiting } = await lockQueue(trx, flowId)
  if (waiting === 0 && underWay < queue.atOnce) return false
  if (waiting < queue.waiting) return true
  const facts = { reason: 'queue', atOnce: String(queue.atOnce), waiting: String(queue.waiting) }
  throw new PortalError('queue_full', 'As many runs of the flow wait as may.', { facts })
}

/**
 * Lets waiting runs go, oldest first, as far as the version in force has places: all of them, where it has no limit any more. From
 * what is stored alone, so that it does not matter which process saw a run end. The trouble of one flow is its own.
 */
export async function takeTurns(): Promise<void> {
  for (const { flowId, queue } of await query(selectQueues)) {
    await takeTurnsOf(flowId, queue).catch((thrown: unknown) => {
      log('error', 'queue.turns_failed', { flow: flowId, ...describeError(thrown) })
    })
  }
}

function takeTurnsOf(flowId: string, queue: FlowQueue | undefined): Promise<void> {
  return inTransaction(async (trx) => {
    const { underWay } = await lockQueue(trx, flowId)
    const places = queue ? queue.atOnce - underWay : ALL
    if (places > 0) await letGo(trx, flowId, places, GIVE_UP_AFTER_MS)
  })
}
