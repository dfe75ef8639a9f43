import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { logEndingSecrets } from '@/lib/connectors/server/ending-secrets'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { standInFrontOfNext } from '@/lib/http/server/in-front-of-next'
import { logCredentialNotices } from '@/lib/identity/server/credential-notices'
import { alarmForKeys } from '@/lib/keys/server/alarm-for-keys'
import { log, recordWhatIsPrinted, sayPlainly } from '@/lib/log'
import { watchLoopDelay } from '@/lib/metrics/server/loop-delay'
import { startBackground } from '@/lib/runs/server/background'
import { insertAudit } from '@/lib/store/audit'
import { database, query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import { hideSettings } from './hide-settings'
import { HttpFront } from './http-front'
import { linesOf } from './problem-lines'
import { stopPortal } from './stop-portal'

/**
 * What a process does before it serves: settings, key ring, database, first connector, then the loops.
 * What is wrong with the settings is told in one plain line each, and the process ends (OPS-1).
 */
export async function startPortal(): Promise<void> {
  recordWhatIsPrinted()
  const front = HttpFront.open()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stopPortal(front))
  try {
    const settings = config()
    const { role, production } = settings
    hideSettings(settings, keyRing())
    if (settings.metricsToken !== undefined) watchLoopDelay()
    // Started by something else than npm start: then something else has to set limits too.
    if (production && role !== 'worker' && !front) log('warn', 'portal.without_http_limits')
    standInFrontOfNext()
    const { kind } = await database()
    await alarmForKeys()
    await ensureFirstConnector()
    await recordStart(role, kind)
    if (role !== 'web') await startBackground()
    log('info', 'portal.started', { role, store: kind })
    logCredentialNotices()
    await logEndingSecrets()
  } catch (thrown) {
    sayPlainly(linesOf(thrown))
    process.exit(1)
  }
}

/** A process that cannot write to the audit log would refuse everything: it had better not start. */
async function recordStart(role: string, store: string): Promise<void> {
  await query((db) =>
    insertAudit(db, {
      actor: PORTAL,
      action: 'portal.start',
      target: 'portal',
      outcome: 'done',
      details: { role, store, node: process.version },
    }),
  )
}
