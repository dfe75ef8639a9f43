import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { type Connection, selectConnection, selectConnectionOf } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { ensureConnection } from './ensure-connection'

/** The viewer's connection to a connector, made where there is none yet: the sign-in is all that it takes. */
export async function ownConnection(viewer: Viewer, connectorId: string): Promise<Connection> {
  const known = await query((db) => selectConnectionOf(db, { personId: viewer.personId, connectorId }))
  if (known) return known
  const id = await inTransaction((trx) => ensureConnection(trx, viewer, connectorId))
  const made = await query((db) => selectConnection(db, id))
  if (!made) throw new Error(`Connection ${id} was just made`)
  return made
}
