import 'server-only'
import { type BlockList, isIP } from 'node:net'
import { config } from '@/lib/config'
import { isWithin, networksOf } from '@/lib/networks'

/** What is read of a request's headers. */
type Headers = { get(name: string): string | null }

/**
 * The address that a request came from, for the sign-in log, the audit log and the rate limits: that of the connection,
 * or, where that is one of the operator's own proxies, the right-most address in `X-Forwarded-For` that is not (AUTH-7).
 * Whatever stands further left is what the client wrote. `undefined` where nobody tells who connected: under `next dev`.
 */
export function clientAddress(headers: Headers): string | undefined {
  const peer = plainAddress(peerOf(headers))
  return peer && firstStranger(peer, headers.get('x-forwarded-for') ?? '', proxies())
}

/** What is no address ends the way back: the proxy that wrote it is then the last one known. */
function firstStranger(peer: string, forwardedFor: string, trusted: BlockList): string {
  let address = peer
  for (const hop of forwardedFor.split(',').reverse()) {
    const before = plainAddress(hop)
    if (before === undefined || !isWithin(trusted, address)) break
    address = before
  }
  return address
}

/** `lib/commands/peer-address.ts` says by its mark that the header is its own, and not the client's. */
function peerOf(headers: Headers): string {
  const header = (globalThis as { [mark: symbol]: unknown })[Symbol.for('lakeport.peer-address')]
  return typeof header === 'string' ? (headers.get(header) ?? '') : ''
}

/** Without port, brackets and zone, and an IPv4 address that is written as an IPv6 one as what it is. */
function plainAddress(text: string): string | undefined {
  const bare = text.trim().toLowerCase()
  const [, bracketed] = /^\[([0-9a-f:.]+)(?:%[^\]]*)?\](?::\d{1,5})?$/.exec(bare) ?? []
  const [, beforePort] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(bare) ?? []
  const address = (bracketed ?? beforePort ?? bare).replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
  return isIP(address) === 0 ? undefined : address
}

let known: BlockList | undefined

function proxies(): BlockList {
  known ??= networksOf(config().trustedProxies)
  return known
}
