import 'server-only'
import { needsConnecting } from '@/lib/connectors/security'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import {
  type Connection,
  type ConnectionProblem,
  selectConnection,
  selectConnectionOf,
} from '@/lib/store/connections'
import { selectConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { ensureConnection } from './ensure-connection'

/** Why the viewer's connection to a connector that wants one cannot be used; undefined where it can. */
export async function ownProblem(viewer: Viewer, connectorId: string): Promise<ConnectionProblem | undefined> {
  const known = await query((db) => selectConnectionOf(db, { personId: viewer.personId, connectorId }))
  return known ? known.problem : NOT_CONNECTED
}

const NOT_CONNECTED: ConnectionProblem = {
  code: 'connection_expired',
  facts: { reason: 'not_connected', own: 'yes' },
}

/**
 * The viewer's connection to a connector, made where there is none yet and the sign-in is all that it takes.
 * @throws PortalError connection_expired where they have to connect first
 */
export async function ownConnection(viewer: Viewer, connectorId: string): Promise<Connection> {
  const known = await query((db) => selectConnectionOf(db, { personId: viewer.personId, connectorId }))
  if (known) return known
  const connector = await query((db) => selectConnector(db, connectorId))
  if (connector && needsConnecting(connector.security)) {
    const { code, facts } = NOT_CONNECTED
    throw new PortalError(code, 'The person has not connected yet.', { facts })
  }
  const { id } = await inTransaction((trx) => ensureConnection(trx, viewer, connectorId))
  const made = await query((db) => selectConnection(db, id))
  if (!made) throw new Error(`Connection ${id} was just made`)
  return made
}
