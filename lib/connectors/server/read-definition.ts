import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { config } from '@/lib/config'
import { readPublicText } from '@/lib/databricks/public-text'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { describeError, log } from '@/lib/log'
import { type Parsed, parsed, refused } from '@/lib/result'
import { query } from '@/lib/store/current'
import { takeRequest } from '@/lib/store/request-counts'

/** Whatever is at the other end, a failure is told at the end of this time, and in the same words (OUT-8). */
const BAND_MS = 8_000
const READS_A_MINUTE = 10
const MINUTE_MS = 60_000

/** Reads the text at an address that an Admin typed, without any token. @throws PortalError too_many_requests */
export async function readDefinition(
  viewer: Viewer,
  url: string,
  words: ConnectorWords,
  bandMs = BAND_MS,
): Promise<Parsed<string>> {
  await demandRoom(viewer)
  const endOfBand = performance.now() + bandMs
  try {
    const { allowedHosts, allowedNetworks } = config()
    return parsed(await readPublicText(url, { allowedHosts, allowedNetworks }, AbortSignal.timeout(bandMs)))
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('info', 'connector.definition_not_read', { why: thrown.facts.reason, ...describeError(thrown) })
    if (thrown.code === 'invalid_request') return refused([{ field: 'url', message: words.issues.importUrl }])
    await pause(Math.max(0, endOfBand - performance.now()))
    return refused([{ field: 'url', message: words.issues.importNotRead }])
  }
}

async function demandRoom(viewer: Viewer): Promise<void> {
  const limited = { kind: 'connector_import', who: viewer.personId, limit: READS_A_MINUTE }
  if (await query((db) => takeRequest(db, limited))) return
  const reason = 'too_many_requests'
  await recordRefusal(actorOf(viewer), { action: 'connector.save', target: 'connectors', reason })
  throw new PortalError(reason, 'Too many definitions of one person.', {
    facts: { limit: String(READS_A_MINUTE), retryAfterMs: String(MINUTE_MS) },
  })
}
