import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { config } from '@/lib/config'
import { describeError, log } from '@/lib/log'
import { background } from '@/lib/runs/server/background'
import { schemaFits } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import { isStopping } from './stop-portal'

const LONGEST_SILENCE_MS = 60_000

/** A database that falls silent is an answer too, long before its connections break. */
const LONGEST_LOOK_MS = 3_000

/**
 * Database, schema, key ring and loops are at work (REL-9), and the process is to go on (REL-8). Entra and Databricks are
 * not asked: their faults are not ours.
 */
export async function isReady(): Promise<boolean> {
  if (isStopping()) return false
  try {
    keyRing()
    const why = await Promise.race([unreadiness(), pause(LONGEST_LOOK_MS, 'the database is silent', { ref: false })])
    if (why !== undefined) log('warn', 'portal.not_ready', { why })
    return why === undefined
  } catch (thrown) {
    log('warn', 'portal.not_ready', describeError(thrown))
    return false
  }
}

async function unreadiness(): Promise<string | undefined> {
  if (!(await schemaFits())) return 'the schema is not of this version'
  if (config().role !== 'web' && !(await loopsAreAlive())) return 'the loops stand still'
  return undefined
}

async function loopsAreAlive(): Promise<boolean> {
  const loops = await background()
  return loops !== undefined && Date.now() - loops.lastLookAt() < LONGEST_SILENCE_MS
}
