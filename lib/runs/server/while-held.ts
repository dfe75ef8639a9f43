import 'server-only'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { HEARTBEAT_MS, type Lease, LeaseLost, renewLease } from '@/lib/store/lease'

/**
 * Does `work` while the lease is renewed. What it stores, it stores with `demandLease` or `finishLease`: when the row has
 * gone to somebody else meanwhile, nothing of it counts, and they do the work.
 */
export async function whileHeld(lease: Lease, work: () => Promise<void>): Promise<void> {
  const heartbeat = setInterval(() => void beat(lease), HEARTBEAT_MS)
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof LeaseLost)) throw thrown
    log('warn', 'lease.lost', { table: lease.table, id: lease.id })
  } finally {
    clearInterval(heartbeat)
  }
}

async function beat(lease: Lease): Promise<void> {
  await query((db) => renewLease(db, lease)).catch((thrown: unknown) => {
    log('warn', 'lease.not_renewed', { table: lease.table, id: lease.id, ...describeError(thrown) })
  })
}
