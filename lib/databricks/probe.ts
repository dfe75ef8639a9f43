import 'server-only'
import { type Look, silenceOf } from '@/lib/doctor/look'
import { PortalError } from '@/lib/errors'
import { answerOf } from '@/lib/look-at'
import { readBody } from './body'
import { poolFor } from './dialer'
import { headerOf } from './exchange'
import { parseWorkspaceHost } from './host'
import type { WorkspaceNetwork } from './workspace'

const DEADLINE_MS = 10_000

/**
 * What a workspace says to somebody without a token: `/api/2.0/preview/scim/v2/Me` is refused with 401,
 * `/.well-known/databricks-config` describes the host, `/aad/auth` leads to the sign-in of its tenant. Dials as every call
 * does, and follows nothing.
 */
export async function lookAtWorkspace(origin: string, network: WorkspaceNetwork, path: string): Promise<Look> {
  const { allowedHosts, allowedNetworks = [], resolve } = network
  const began = Date.now()
  try {
    const pool = poolFor(parseWorkspaceHost(origin, allowedHosts), { networks: allowedNetworks, resolve })
    const answer = await pool.request({
      method: 'GET',
      path,
      headers: { accept: 'application/json', 'accept-encoding': 'gzip' },
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const ended = Date.now()
    const { text } = await readBody(answer.body, headerOf(answer.headers, 'content-encoding'))
    return answerOf(answer.statusCode, answer.headers, text, (began + ended) / 2)
  } catch (thrown) {
    // The only error of ours: the dialer does not call this address.
    return { silence: thrown instanceof PortalError ? 'address' : silenceOf(thrown) }
  }
}
