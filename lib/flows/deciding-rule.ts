import { hasRole, type Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Audience } from './flow'

type Asking = Pick<Viewer, 'roles' | 'objectId' | 'groups'>

/** By which of its rules an audience holds somebody, the first that does; or why by none. */
export type DecidingRule =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'named' }
  | { readonly kind: 'group'; readonly name: string }
  /** It names people, roles or groups, and they are none of them. */
  | { readonly kind: 'none' }
  /** It names nobody at all (AUTHZ-5). */
  | { readonly kind: 'empty' }

/** The same decision as `isAmong`, with its reason. */
export function decidingRule(asking: Asking, { roles, people, groups = [] }: Audience): DecidingRule {
  const role = roles.find((named) => hasRole(asking.roles, named))
  if (role) return { kind: 'role', role }
  if (people.includes(asking.objectId)) return { kind: 'named' }
  const group = groups.find(({ id }) => asking.groups.includes(id))
  if (group) return { kind: 'group', name: group.name }
  return { kind: roles.length + people.length + groups.length === 0 ? 'empty' : 'none' }
}

export function isLetIn({ kind }: DecidingRule): boolean {
  return kind !== 'none' && kind !== 'empty'
}
