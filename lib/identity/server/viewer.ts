import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { hasRole, type Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectLiveSession, touchSession } from '@/lib/store/sessions'
import { sessionKeyIn } from './session-cookie'
import { hashOfSessionKey, sessionMark } from './session-key'

const TOUCH_EVERY_MS = 60_000

/**
 * Who sends these cookies: the sealed cookie must name a live row (SES-1), and the row names the person. A sealed cookie
 * alone proves nothing, so a copied one is dead after sign-out.
 */
export async function viewerOf(cookies: Readonly<Record<string, string>>): Promise<Viewer | undefined> {
  const key = await sessionKeyIn(cookies)
  return key === undefined ? undefined : viewerOfSessionKey(key)
}

export async function viewerOfSessionKey(key: string): Promise<Viewer | undefined> {
  const keyHash = hashOfSessionKey(key)
  const at = new Date()
  const idleSince = new Date(at.getTime() - config().sessionIdleMs)
  const session = await query((db) => selectLiveSession(db, { keyHash, at, idleSince }))
  if (!session || session.roles.length === 0 || session.tenantId !== config().tenantId) return undefined
  if (at.getTime() - session.lastSeenAt.getTime() > TOUCH_EVERY_MS) await query((db) => touchSession(db, keyHash, at))
  const { personId, tenantId, objectId, userName, displayName, roles } = session
  return { personId, tenantId, objectId, userName, displayName, roles, session: sessionMark(keyHash) }
}

/** Refuses whoever lacks the role, on record: `asked` names what was wanted. @throws PortalError not_permitted */
export async function demandRole(
  viewer: Viewer,
  needed: Role,
  asked: Pick<AuditEntry, 'action' | 'target'>,
): Promise<void> {
  if (hasRole(viewer.roles, needed)) return
  await recordRefusal(actorOf(viewer), { ...asked, reason: 'not_permitted', details: { needed } })
  throw new PortalError('not_permitted', `This needs the role ${needed}.`)
}
