import 'server-only'
import { WORKSPACE_ZONES } from '@/lib/connectors/workspace-zones'
import { PortalError } from '@/lib/errors'

const SPELLING = /^(?:(https?):\/\/)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?\/?$/i

export interface WorkspaceHost {
  /** `https://host`, with the port only where it is not 443. */
  readonly origin: string
  readonly hostname: string
  /** The operator named this very host and port, and so vouches for the network behind it. */
  readonly listed: boolean
}

/**
 * A workspace's address, as `adb-1.2.azuredatabricks.net` or with its scheme: a Databricks zone on port 443, or exactly
 * one of the operator's `host[:port]` entries. Plain http is for entries on the loopback interface: the emulator.
 * @throws PortalError databricks_configuration
 */
export function parseWorkspaceHost(text: string, allowedHosts: readonly string[]): WorkspaceHost {
  const [, scheme = 'https', name = '', port = ''] = SPELLING.exec(text) ?? []
  const url = URL.parse(`${scheme.toLowerCase()}://${name}${port && `:${port}`}`)
  // Other spellings of an address (0x7f.1, 127.1) would slip past a comparison of names.
  if (!url || url.hostname !== name.toLowerCase() || name.includes('..')) throw refusedHost()
  const { hostname, origin } = url
  const listed = allowedHosts.some((entry) => sameHost(entry, url))
  if (!listed && !(url.port === '' && isInWorkspaceZone(hostname))) throw refusedHost()
  if (url.protocol === 'http:' && !(listed && isLoopbackName(hostname))) throw refusedHost()
  return { origin, hostname, listed }
}

/** 127.0.0.0/8, ::1 and the names that RFC 6761 reserves for them. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.[0-9.]+|\[::1\])$/.test(hostname)
}

function isInWorkspaceZone(hostname: string): boolean {
  return WORKSPACE_ZONES.some((zone) => hostname.endsWith(zone) && hostname.length > zone.length)
}

/** An entry without a port means the scheme's own, as it does in a URL. */
function sameHost(entry: string, { protocol, host }: URL): boolean {
  return URL.parse(`${protocol}//${entry.toLowerCase()}`)?.host === host && /^[a-z0-9.:[\]-]+$/i.test(entry)
}

function refusedHost(): PortalError {
  return new PortalError('databricks_configuration', 'The workspace host is not one that this portal may call.', {
    facts: { reason: 'host_refused', arrived: 'no' },
  })
}
