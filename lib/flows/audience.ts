import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Audience } from './flow'

/** Whether the viewer may see and press the flow: by a role it names, or by name. Empty lists mean nobody (AUTHZ-5). */
export function mayPress(viewer: Pick<Viewer, 'roles' | 'objectId'>, { roles, people }: Audience): boolean {
  return roles.some((role) => hasRole(viewer.roles, role)) || people.includes(viewer.objectId)
}
