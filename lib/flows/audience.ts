import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Audience, FlowState } from './flow'

type Asking = Pick<Viewer, 'roles' | 'objectId' | 'groups'>

/** Whether the viewer may see and press a flow: it has to be for them, and so has the connector that it calls. */
export function mayPress(viewer: Asking, audience: Audience, connectorAudience: Audience): boolean {
  return isAmong(viewer, audience) && isAmong(viewer, connectorAudience)
}

/** By a role that it names, by name, or by a group. Empty lists mean nobody (AUTHZ-5). */
export function isAmong(viewer: Asking, { roles, people, groups = [] }: Audience): boolean {
  if (roles.some((role) => hasRole(viewer.roles, role)) || people.includes(viewer.objectId)) return true
  return groups.some(({ id }) => viewer.groups.includes(id))
}

/** Whether nobody at all is among them. */
export function isForNobody({ roles, people, groups = [] }: Audience): boolean {
  return roles.length + people.length + groups.length === 0
}

/** What a log tells of it: roles, and how many people and groups. */
export function sizeOf({ roles, people, groups = [] }: Audience) {
  return { roles, people: people.length, ...(groups.length > 0 && { groups: groups.length }) }
}

/** Whether the viewer may change the flow, and try it out: one of its makers, or an Admin (AUTHZ-7). */
export function mayMake(
  viewer: Pick<Asking, 'roles' | 'objectId'>,
  { makers }: { readonly makers: readonly string[] },
): boolean {
  if (hasRole(viewer.roles, 'Portal.Admin')) return true
  return hasRole(viewer.roles, 'Portal.Maker') && makers.includes(viewer.objectId)
}

/** What a run was asked for by. `test`: a maker tried out a draft. `schedule`: its time had come. */
export type Trigger = 'button' | 'test' | 'schedule'

export interface StartRights {
  readonly trigger: Trigger
  readonly state: FlowState
  readonly audience: Audience
  readonly connectorAudience: Audience
  readonly makers: readonly string[]
}

/** Whether a run that was asked for may still be started: its flow may have been taken away, or turned off, since (AUTHZ-8). */
export function mayStart(person: Asking, { trigger, state, makers, ...rights }: StartRights): boolean {
  if (trigger === 'test') return mayMake(person, { makers }) && isAmong(person, rights.connectorAudience)
  return state === 'on' && mayPress(person, rights.audience, rights.connectorAudience)
}
