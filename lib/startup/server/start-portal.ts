import 'server-only'
import { ConfigError, config } from '@/lib/config'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { errorCodeOf } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { background, startBackground } from '@/lib/runs/server/background'
import { endStreams } from '@/lib/runs/server/live'
import { closeDatabase, database } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'

const DRAIN_MS = 5_000
const LATEST_EXIT_MS = 20_000

/**
 * What a process does before it serves: settings, key ring, database, first connector, then the loops.
 * What is wrong with the settings is told in one plain line each, and the process ends (OPS-1).
 */
export async function startPortal(): Promise<void> {
  try {
    const { role } = config()
    keyRing()
    const { kind } = await database()
    await ensureFirstConnector()
    if (role !== 'web') await startBackground()
    log('info', 'portal.started', { role, store: kind })
  } catch (thrown) {
    process.stderr.write(`${linesOf(thrown).join('\n')}\n`)
    process.exit(1)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stopPortal())
}

/** Streams end, work under way gets a moment, and the process goes even if a client holds a connection open. */
async function stopPortal(): Promise<void> {
  setTimeout(() => process.exit(0), LATEST_EXIT_MS).unref()
  endStreams()
  await (await background())?.stop(DRAIN_MS)
  await closeDatabase()
  log('info', 'portal.stopped')
}

export function linesOf(thrown: unknown): readonly string[] {
  if (thrown instanceof ConfigError) return thrown.problems
  if (errorCodeOf(thrown)) return [(thrown as Error).message]
  return [`The portal could not start: ${describeError(thrown).error}`]
}
