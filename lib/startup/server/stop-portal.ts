import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { recordLeftOut } from '@/lib/audit/server/record-refusal'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { describeError, log } from '@/lib/log'
import { background } from '@/lib/runs/server/background'
import { endStreams } from '@/lib/runs/server/live'
import { closeDatabase } from '@/lib/store/current'
import type { HttpFront } from './http-front'

const DRAIN_MS = 20_000
const LATEST_EXIT_MS = 24_500
const LAST_ROWS_MS = 2_000

interface Shared {
  lakeportStopping?: boolean
}

/** From the first signal on: nobody should send this process anything new. */
export function isStopping(): boolean {
  return (globalThis as Shared).lakeportStopping === true
}

/**
 * Not ready at once, streams ended, nothing more claimed; then what is under way gets 20 s. What is left is cut off and
 * its leases are given back, so that another process goes on with it at once (REL-8). Ends the process, always with 0.
 */
export async function stopPortal(front: HttpFront | undefined): Promise<void> {
  if (isStopping()) return
  ;(globalThis as Shared).lakeportStopping = true
  setTimeout(() => process.exit(0), LATEST_EXIT_MS).unref()
  const giveUpAt = performance.now() + DRAIN_MS
  try {
    endStreams()
    const loops = await background()
    loops?.rest()
    await front?.drain(giveUpAt - performance.now())
    await loops?.stop(giveUpAt - performance.now())
    front?.close()
    await writeLastRows()
    await closeDatabase()
  } catch (thrown) {
    log('error', 'portal.stop_failed', describeError(thrown))
  }
  log('info', 'portal.stopped')
  process.exit(0)
}

/** What nobody waited for: rows of the sign-in log, and how many refusals went unwritten. */
async function writeLastRows(): Promise<void> {
  const written = Promise.all([signInLogWritten(), recordLeftOut(Number.POSITIVE_INFINITY)])
  await Promise.race([written, pause(LAST_ROWS_MS)])
}
