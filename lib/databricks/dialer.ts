import 'server-only'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { PortalError } from '@/lib/errors'
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

/** The connections to a workspace, one pool for each origin. Every new connection passes the address check. */
export function poolFor(host: WorkspaceHost, resolve: Resolve = systemResolve): Dispatcher {
  shared.lakeportDatabricksPools ??= new WeakMap()
  const pools = shared.lakeportDatabricksPools.get(resolve) ?? new Map<string, Pool>()
  shared.lakeportDatabricksPools.set(resolve, pools)
  const key = `${host.origin} ${host.listed}`
  const pool = pools.get(key) ?? createPool(host, resolve)
  pools.set(key, pool)
  return pool
}

function createPool(host: WorkspaceHost, resolve: Resolve): Pool {
  return new Pool(host.origin, {
    connect: guardedConnector(host, resolve),
    connections: CONNECTIONS,
    clientTtl: CONNECTION_LIFE_MS,
    headersTimeout: HEADERS_MS,
    bodyTimeout: HEADERS_MS,
  })
}

function guardedConnector(host: WorkspaceHost, resolve: Resolve): buildConnector.connector {
  const dial = buildConnector({ timeout: CONNECT_MS, allowH2: false, lookup: guardedLookup(host, resolve) })
  return (options, callback) => {
    // An address in place of a name is dialled without any lookup.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) && !mayDial(literal, host)) return callback(addressRefused(), null)
    dial(options, callback)
  }
}

/**
 * The lookup inside of a dial: what is checked here is what is dialled, so a name cannot change in between. One
 * refused address among several refuses them all.
 */
export function guardedLookup(host: WorkspaceHost, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (!first || !addresses.every(({ address }) => mayDial(address, host)))
          return callback(addressRefused(), '', 0)
        if (options.all) return callback(null, [...addresses])
        callback(null, first.address, first.family)
      },
      callback as (error: unknown) => void,
    )
  }
}

/** An operator's entry may lie in a private network (Private Link), and on loopback if it is spelled so. */
function mayDial(address: string, { listed, hostname }: WorkspaceHost): boolean {
  const kind = addressClass(address)
  if (kind === 'public') return true
  if (kind === 'loopback') return listed && isLoopbackName(hostname)
  return kind === 'private' && listed
}

function addressRefused(): PortalError {
  return new PortalError('databricks_configuration', 'The workspace host leads to an address that is not public.', {
    facts: { reason: 'address_refused', arrived: 'no' },
  })
}
