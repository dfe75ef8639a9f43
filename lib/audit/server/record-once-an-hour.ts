import 'server-only'
import type { AuditEntry } from '@/lib/audit/audit-entry'
import { OnceAnHour } from '@/lib/audit/once-an-hour'
import { describeError, log } from '@/lib/log'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'

interface Shared {
  lakeportAuditOnce?: OnceAnHour
}

/** The same of what was not to be had anyway: a row that cannot be written changes nothing, and the operator is told. */
export async function recordFailureOnceAnHour(key: string, entry: AuditEntry): Promise<void> {
  await recordOnceAnHour(key, entry).catch((thrown: unknown) =>
    log('error', 'audit.not_written', describeError(thrown)),
  )
}

/**
 * Writes what happens again and again, at most once an hour for each action and `key`, and for each process. To be called
 * outside a transaction, and before what it tells of is done: a row that cannot be written throws.
 */
export async function recordOnceAnHour(key: string, entry: AuditEntry): Promise<void> {
  const shared = globalThis as Shared
  shared.lakeportAuditOnce ??= new OnceAnHour()
  const once = shared.lakeportAuditOnce
  const name = `${entry.action} ${key}`
  if (!once.take(name, Date.now())) return
  try {
    await query((db) => insertAudit(db, entry))
  } catch (thrown) {
    once.giveBack(name)
    throw thrown
  }
}
