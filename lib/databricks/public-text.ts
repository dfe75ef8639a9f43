import 'server-only'
import { PortalError } from '@/lib/errors'
import { readBody } from './body'
import { poolFor } from './dialer'
import { headerOf, USER_AGENT } from './exchange'
import { exchangeFailure } from './failure'
import { parseWorkspaceHost, type WorkspaceHost } from './host'
import type { WorkspaceNetwork } from './workspace'

const MOST_BYTES = 1_000_000

/**
 * The text at a public address: https on port 443, or an entry of the operator's; no user, and nothing that leads elsewhere. Every
 * dial passes the address check (OUT-2), no token goes along, and a redirect is an error (OUT-4).
 * @throws PortalError invalid_request for an address that is none of these, databricks_unreachable, databricks_configuration and
 * databricks_odd_answer for what does not answer with a text of at most 1 MB
 */
export async function readPublicText(url: string, network: WorkspaceNetwork, signal: AbortSignal): Promise<string> {
  const { host, path } = addressIn(url, network.allowedHosts)
  const { allowedNetworks = [], resolve } = network
  const progress = { sent: false, answered: false }
  try {
    const answer = await poolFor(host, { networks: allowedNetworks, resolve }).request({
      method: 'GET',
      path,
      headers: { accept: 'application/json, text/plain', 'accept-encoding': 'gzip', 'user-agent': USER_AGENT },
      signal,
    })
    progress.answered = true
    const { text, complete } = await readBody(answer.body, headerOf(answer.headers, 'content-encoding'))
    if (answer.statusCode !== 200) throw odd(`status ${answer.statusCode}`)
    if (!complete || Buffer.byteLength(text) > MOST_BYTES) throw odd('too large')
    return text
  } catch (thrown) {
    throw thrown instanceof PortalError ? thrown : exchangeFailure(thrown, progress)
  }
}

function odd(reason: string): PortalError {
  return new PortalError('databricks_odd_answer', 'The address does not answer with a definition.', {
    facts: { reason },
  })
}

/** A name in the public internet, which the dialer looks at, or what the operator has listed. */
function addressIn(text: string, allowedHosts: readonly string[]): { host: WorkspaceHost; path: string } {
  const url = URL.parse(text)
  if (!url) throw noAddress()
  const { username, password, hash } = url
  if (username !== '' || password !== '' || hash !== '') throw noAddress()
  return { host: listedHost(url, allowedHosts) ?? publicHost(url), path: `${url.pathname}${url.search}` }
}

function listedHost({ origin }: URL, allowedHosts: readonly string[]): WorkspaceHost | undefined {
  try {
    return parseWorkspaceHost(origin, allowedHosts)
  } catch (thrown) {
    if (thrown instanceof PortalError) return undefined
    throw thrown
  }
}

const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

function publicHost({ protocol, port, hostname, origin }: URL): WorkspaceHost {
  if (protocol !== 'https:' || port !== '' || !NAME.test(hostname) || /(^|\.)\d+$/.test(hostname)) throw noAddress()
  return { origin, hostname, listed: false }
}

function noAddress(): PortalError {
  return new PortalError('invalid_request', 'This is no address that a definition is read from.', {
    facts: { reason: 'host_refused' },
  })
}
