import 'server-only'
import { describeError, log } from '@/lib/log'
import { selectNow } from '@/lib/store/aged-rows'
import { selectAuditHead } from '@/lib/store/audit-chain'
import { query } from '@/lib/store/current'
import { sweep } from './sweep'

/** Not in the moment of the start, when people wait for the portal; not in the same second in every process. */
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 60 * 60_000

/** Sweeps every hour until the answered function is called, which waits for the batch under way. */
export function sweepHourly(): () => Promise<void> {
  const stop = new AbortController()
  let underWay: Promise<void> = Promise.resolve()
  const round = (): void => {
    underWay = underWay.then(() => keepRetention(stop.signal))
  }
  const first = setTimeout(round, FIRST_AFTER_MS * (1 + Math.random()))
  const next = setInterval(round, EVERY_MS)
  return () => {
    clearTimeout(first)
    clearInterval(next)
    stop.abort()
    return underWay
  }
}

/**
 * One round, by the time of the database. It also names the end of the audit log in the portal's own log, which is kept
 * elsewhere: only with such a place does `npm run verify-audit` see a log that was cut or written anew. Never throws.
 */
export async function keepRetention(stop: AbortSignal): Promise<void> {
  try {
    await sweep(await query(selectNow), stop)
    log('info', 'audit.head', await query(selectAuditHead))
  } catch (thrown) {
    log('error', 'retention.failed', describeError(thrown))
  }
}
