import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import type { ConnectionCursor, ConnectionQuery } from '@/lib/connections/connection-query'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import {
  countInUse,
  type SomebodysConnection as Row,
  selectEverybodysConnections,
  selectSomebodysConnection,
} from '@/lib/store/connection-lists'
import { selectConnectorBySlug } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { removeConnections } from '@/lib/store/removed-connections'

const PAGE = 50

/** How a connection stands, and whose it is. */
export type SomebodysConnection = Row

/** Which connections an Admin means: one, by its id, or all of a connector, by its slug. */
export type Which = { readonly connection: string } | { readonly connector: string }

interface ConnectionPage {
  readonly connections: readonly SomebodysConnection[]
  readonly next: ConnectionCursor | undefined
}

/** Everybody's connections, of one connector where it is named, for an Admin. @throws PortalError not_permitted */
export async function listEverybodysConnections(viewer: Viewer, asked: ConnectionQuery): Promise<ConnectionPage> {
  const view = { action: 'connections.view', target: 'connections' } as const
  await demandRole(viewer, 'Portal.Admin', view)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...view, outcome: 'done' })
  const connector = asked.connector ? await query((db) => selectConnectorBySlug(db, asked.connector)) : undefined
  if (asked.connector && !connector) return { connections: [], next: undefined }
  const filter = { connectorId: connector?.id, after: asked.after, limit: PAGE + 1 }
  const rows = await query((db) => selectEverybodysConnections(db, filter))
  const connections = rows.slice(0, PAGE)
  return { connections, next: rows.length > PAGE ? connections.at(-1) : undefined }
}

/** What an Admin is asked before connections are revoked. */
export interface Revocation {
  readonly connector: string
  /** Whose it is, where one connection is meant. */
  readonly userName: string | undefined
  readonly connections: number
  readonly runsUnderWay: number
}

/** @throws PortalError not_permitted, not_found */
export async function openRevocation(viewer: Viewer, which: Which): Promise<Revocation> {
  await demandAdmin(viewer, which)
  const { name, userName, ids } = await find(which)
  const { connections, runs } = await query((db) => countInUse(db, ids))
  return { connector: name, userName, connections, runsUnderWay: runs }
}

/**
 * Takes connections away, on record one by one: nobody calls as their people until they connect anew. Answers how many.
 * @throws PortalError not_permitted, not_found
 */
export async function revokeConnections(viewer: Viewer, which: Which): Promise<number> {
  await demandAdmin(viewer, which)
  const { ids } = await find(which)
  return inTransaction(async (trx) => {
    const removed = await removeConnections(trx, ids, 'admin')
    for (const id of removed) await insertAudit(trx, { ...revoke(`connection:${id}`), actor: actorOf(viewer) })
    return removed.length
  })
}

function revoke(target: string): Pick<AuditEntry, 'action' | 'target' | 'outcome'> {
  return { action: 'connection.revoke', target, outcome: 'done' }
}

function demandAdmin(viewer: Viewer, which: Which): Promise<void> {
  const target = 'connection' in which ? `connection:${which.connection}` : `connector:${which.connector}`
  return demandRole(viewer, 'Portal.Admin', { action: 'connection.revoke', target })
}

async function find(which: Which) {
  if ('connection' in which) {
    const found = await query((db) => selectSomebodysConnection(db, which.connection))
    if (!found) throw new PortalError('not_found', 'There is no such connection.')
    return { name: found.connectorName, userName: found.userName, ids: { connectionId: found.id } }
  }
  const connector = await query((db) => selectConnectorBySlug(db, which.connector))
  if (!connector) throw new PortalError('not_found', `There is no connector "${which.connector}".`)
  return { name: connector.name, userName: undefined, ids: { connectorId: connector.id } }
}
