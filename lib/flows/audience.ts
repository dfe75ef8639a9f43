import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Audience } from './flow'

type Asking = Pick<Viewer, 'roles' | 'objectId'>

/** Whether the viewer may see and press a flow: it has to be for them, and so has the connector that it calls. */
export function mayPress(viewer: Asking, audience: Audience, connectorAudience: Audience): boolean {
  return isAmong(viewer, audience) && isAmong(viewer, connectorAudience)
}

/** By a role that it names, or by name. Empty lists mean nobody (AUTHZ-5). */
export function isAmong(viewer: Asking, { roles, people }: Audience): boolean {
  return roles.some((role) => hasRole(viewer.roles, role)) || people.includes(viewer.objectId)
}
