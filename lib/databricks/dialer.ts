import 'server-only'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { PortalError } from '@/lib/errors'
import { isWithin, networksOf } from '@/lib/networks'
import { addressClass } from './address'
import { isLoopbackName, type WorkspaceHost } from './host'

/** Every address of a name. The dialer's own; a test gives one that answers what it wants to see refused. */
export type Resolve = (hostname: string) => Promise<ReadonlyArray<{ address: string; family: number }>>

const CONNECT_MS = 5_000
const HEADERS_MS = 15_000
const CONNECTIONS = 32
/** A workspace moves behind its name: a connection is not kept for ever. */
const CONNECTION_LIFE_MS = 10 * 60_000

const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true })

/** On globalThis, as Next evaluates a module once for each of its bundles and again on every change in development. */
const shared = globalThis as typeof globalThis & { lakeportDatabricksPools?: WeakMap<Resolve, Map<string, Pool>> }

/** What may be dialled beyond the internet, and how names become addresses. */
export interface Dialling {
  /** The operator's private networks (Private Link), as `isNetwork` takes them. Empty means none. */
  readonly networks: readonly string[]
  readonly resolve?: Resolve | undefined
}

/** The connections to a workspace, one pool for each origin. Every new connection passes the address check. */
export function poolFor(host: WorkspaceHost, { networks, resolve = systemResolve }: Dialling): Dispatcher {
  shared.lakeportDatabricksPools ??= new WeakMap()
  const pools = shared.lakeportDatabricksPools.get(resolve) ?? new Map<string, Pool>()
  shared.lakeportDatabricksPools.set(resolve, pools)
  const key = [host.origin, host.listed, ...networks].join(' ')
  const pool = pools.get(key) ?? createPool(host, { networks, resolve })
  pools.set(key, pool)
  return pool
}

function createPool(host: WorkspaceHost, dialling: Required<Dialling>): Pool {
  return new Pool(host.origin, {
    connect: guardedConnector(host, dialling),
    connections: CONNECTIONS,
    clientTtl: CONNECTION_LIFE_MS,
    headersTimeout: HEADERS_MS,
    bodyTimeout: HEADERS_MS,
  })
}

function guardedConnector(host: WorkspaceHost, dialling: Required<Dialling>): buildConnector.connector {
  const dial = buildConnector({ timeout: CONNECT_MS, allowH2: false, lookup: guardedLookup(host, dialling) })
  return (options, callback) => {
    // An address in place of a name is dialled without any lookup.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) && !mayDial(literal, host, dialling)) return callback(addressRefused(), null)
    dial(options, callback)
  }
}

/**
 * The lookup inside of a dial: what is checked here is what is dialled, so a name cannot change in between. One
 * refused address among several refuses them all.
 */
export function guardedLookup(host: WorkspaceHost, { networks, resolve = systemResolve }: Dialling): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (!first || !addresses.every(({ address }) => mayDial(address, host, { networks })))
          return callback(addressRefused(), '', 0)
        if (options.all) return callback(null, [...addresses])
        callback(null, first.address, first.family)
      },
      callback as (error: unknown) => void,
    )
  }
}

/**
 * A private address is dialled where the operator listed its network, or that very address as a host; loopback where the
 * host is spelled so in the operator's list. A name vouches for nothing: whoever owns it may point it anywhere.
 */
function mayDial(
  address: string,
  { listed, hostname }: WorkspaceHost,
  { networks }: Pick<Dialling, 'networks'>,
): boolean {
  const kind = addressClass(address)
  if (kind === 'public') return true
  if (kind === 'loopback') return listed && isLoopbackName(hostname)
  if (kind !== 'private') return false
  const isTheEntryItself = listed && hostname.replace(/^\[|\]$/g, '') === address
  return isTheEntryItself || isWithin(networksOf(networks), address)
}

function addressRefused(): PortalError {
  return new PortalError('databricks_configuration', 'The workspace host leads to an address that is not public.', {
    facts: { reason: 'address_refused', arrived: 'no' },
  })
}
