import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { recordFailureOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { limitWrongTokens } from '@/lib/limits/server/limit-requests'

const BEARER = /^bearer +([!-~]+) *$/i

/**
 * Who reads the metrics brings the token of the settings; without one in the settings there are no metrics. What is wrong is
 * on record, once an hour for an address, since a scraper comes again and again, and counted (REL-6).
 * @throws PortalError not_found, sign_in_required, too_many_requests
 */
export async function demandMetricsToken(authorization: string | null, request: RequestFacts): Promise<void> {
  const { metricsToken } = config()
  if (metricsToken === undefined) throw new PortalError('not_found', 'LAKEPORT_METRICS_TOKEN is not set.')
  const [, brought] = BEARER.exec(authorization ?? '') ?? []
  if (brought !== undefined && isSame(brought, metricsToken)) return
  await limitWrongTokens(request)
  await recordFailureOnceAnHour(request.address ?? '', {
    actor: { request },
    action: 'metrics.read',
    target: 'portal',
    outcome: 'refused',
    reason: brought === undefined ? 'no_token' : 'wrong_token',
  })
  throw new PortalError('sign_in_required', 'The metrics were asked for with another token, or none.')
}

/** In the same time whatever the difference is, their lengths included. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
