import 'server-only'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import type { Connection } from '@/lib/store/connections'
import { ownConnection } from './own-connection'

/**
 * The viewer's connection to a connector, for what asks the workspace while they wait.
 * @throws PortalError the reason why no token can be had
 */
export async function usableConnection(viewer: Viewer, connectorId: string): Promise<Connection> {
  const connection = await ownConnection(viewer, connectorId)
  if (!connection.problem) return connection
  const { code, facts } = connection.problem
  throw new PortalError(code, 'No token can be had for this connection.', { facts })
}
