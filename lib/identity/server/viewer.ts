import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { hasRole, type Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { rememberPerson } from '@/lib/limits/server/person-of-session'
import type { Bell } from '@/lib/notices/notice'
import { believedSession } from './believed-session'
import { cookieNames, sessionKeyIn } from './session-cookie'
import { hashOfSessionKey, sessionMark } from './session-key'

/** A session that lives, and whose person may be here. */
export interface OpenSession {
  readonly viewer: Viewer
  /** The roles changed: the next page is to be loaded with another session key (SES-3). */
  readonly keyDue: boolean
  readonly bell: Bell
}

/**
 * Who sends these cookies: the sealed cookie must name a live row (SES-1), and the row names the person. A sealed cookie
 * alone proves nothing, so a copied one is dead after sign-out.
 * @throws PortalError rights_unchecked when the person's roles are too old to be believed and Entra does not answer
 */
export async function viewerOf(cookies: Readonly<Record<string, string>>): Promise<Viewer | undefined> {
  return (await sessionOf(cookies))?.viewer
}

/** As `viewerOf`, with what the session itself needs. */
export async function sessionOf(cookies: Readonly<Record<string, string>>): Promise<OpenSession | undefined> {
  const key = await sessionKeyIn(cookies)
  const session = key === undefined ? undefined : await sessionOfKey(key)
  if (session) rememberPerson(cookies[cookieNames().session], session.viewer.personId)
  return session
}

export async function viewerOfSessionKey(key: string): Promise<Viewer | undefined> {
  return (await sessionOfKey(key))?.viewer
}

async function sessionOfKey(key: string): Promise<OpenSession | undefined> {
  const keyHash = hashOfSessionKey(key)
  const found = await believedSession(keyHash)
  if (!found || found.roles.length === 0) return undefined
  const { personId, tenantId, objectId, userName, displayName, roles, groups, keyDue, bell } = found
  const session = sessionMark(keyHash)
  return { viewer: { personId, tenantId, objectId, userName, displayName, roles, groups, session }, keyDue, bell }
}

/** Refuses whoever lacks the role, on record: `asked` names what was wanted. @throws PortalError not_permitted */
export async function demandRole(
  viewer: Viewer,
  needed: Role,
  asked: Pick<AuditEntry, 'action' | 'target'>,
): Promise<void> {
  if (hasRole(viewer.roles, needed)) return
  await recordRefusal(actorOf(viewer), { ...asked, reason: 'not_permitted', details: { needed } })
  throw new PortalError('not_permitted', `This needs the role ${needed}.`, { facts: { needed } })
}
