import 'server-only'
import { sql } from 'kysely'
import { config } from '@/lib/config'
import { describeError, log } from '@/lib/log'
import { background } from '@/lib/runs/server/background'
import { query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import { isStopping } from './stop-portal'

const LONGEST_SILENCE_MS = 60_000

/** Database, key ring and loops are at work (REL-9), and the process is to go on (REL-8). Entra and Databricks are not asked: their faults are not ours. */
export async function isReady(): Promise<boolean> {
  if (isStopping()) return false
  try {
    keyRing()
    await query((db) => sql`select 1`.execute(db))
    return config().role === 'web' || (await loopsAreAlive())
  } catch (thrown) {
    log('warn', 'portal.not_ready', describeError(thrown))
    return false
  }
}

async function loopsAreAlive(): Promise<boolean> {
  const loops = await background()
  return loops !== undefined && Date.now() - loops.lastLookAt() < LONGEST_SILENCE_MS
}
