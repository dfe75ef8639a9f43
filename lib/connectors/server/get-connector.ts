import 'server-only'
import type { Connector } from '@/lib/connectors/connector'
import { PortalError } from '@/lib/errors'
import type { Role } from '@/lib/identity/roles'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { type ConnectorInList, selectConnectorBySlug, selectConnectors } from '@/lib/store/connectors'
import { query } from '@/lib/store/current'

/** Every connector, for Makers. @throws PortalError not_permitted */
export async function listAllConnectors(viewer: Viewer): Promise<readonly ConnectorInList[]> {
  await demandRole(viewer, 'Portal.Maker', { action: 'connector.read', target: 'connectors' })
  return query(selectConnectors)
}

/** One connector, for Makers; what only Admins see of it asks for their role. @throws PortalError not_permitted, not_found */
export async function getConnector(
  viewer: Viewer,
  slug: string,
  role: Extract<Role, 'Portal.Maker' | 'Portal.Admin'> = 'Portal.Maker',
): Promise<Connector> {
  await demandRole(viewer, role, { action: 'connector.read', target: `connector:${slug.slice(0, 100)}` })
  const connector = await query((db) => selectConnectorBySlug(db, slug))
  if (!connector) throw new PortalError('not_found', `There is no connector "${slug}".`)
  return connector
}

/** For the page of a connector that there is not yet. @throws PortalError not_permitted */
export function mayMakeConnectors(viewer: Viewer): Promise<void> {
  return demandRole(viewer, 'Portal.Admin', { action: 'connector.read', target: 'connectors' })
}
