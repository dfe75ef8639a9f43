import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { type Connection, ensureConnection, selectConnection, selectConnectionOf } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'

/** The viewer's connection to a connector, made where there is none yet: the sign-in is all that it takes. */
export async function ownConnection({ personId }: Viewer, connectorId: string): Promise<Connection> {
  const known = await query((db) => selectConnectionOf(db, { personId, connectorId }))
  if (known) return known
  const id = await inTransaction((trx) =>
    ensureConnection(trx, { id: newId(), personId, connectorId, at: new Date() }),
  )
  const made = await query((db) => selectConnection(db, id))
  if (!made) throw new Error(`Connection ${id} was just made`)
  return made
}
