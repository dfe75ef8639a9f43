import 'server-only'
import { isLoopbackName, type WorkspaceHost } from './host'

/** Where a webhook is: its host, as the dialer takes it, and what follows. */
export interface HookPlace {
  readonly host: WorkspaceHost
  readonly path: string
}

/**
 * A webhook's URL: https on port 443, or on exactly one of the operator's `host[:port]` entries; plain http is for entries on the
 * loopback interface. What lies behind a name is checked when it is dialled. Undefined for any other.
 */
export function parseHookUrl(text: string, allowedHosts: readonly string[]): HookPlace | undefined {
  const url = URL.parse(text)
  if (!url) return undefined
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined
  const { protocol, host, hostname, port, origin, pathname, search } = url
  const listed = allowedHosts.some((entry) => URL.parse(`${protocol}//${entry}`)?.host === host)
  const isSecure = protocol === 'https:' && (port === '' || listed)
  if (!isSecure && !(protocol === 'http:' && listed && isLoopbackName(hostname))) return undefined
  return { host: { origin, hostname, listed }, path: `${pathname}${search}` }
}
