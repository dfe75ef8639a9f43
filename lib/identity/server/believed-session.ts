import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { type LiveSession, selectLiveSession, touchSession } from '@/lib/store/sessions'
import { readRoles } from './read-roles'

const TOUCH_EVERY_MS = 60_000

/**
 * The live session of a key, with roles that were read from Entra lately enough to be believed (AUTHZ-1): where they were
 * not, Entra is asked now, or nobody gets in.
 * @throws PortalError rights_unchecked when Entra does not answer
 */
export async function believedSession(keyHash: string): Promise<LiveSession | undefined> {
  const session = await liveSession(keyHash)
  if (!session || !isOverdue(session)) return session
  if (!(await areRolesReadAgain(session))) return undefined
  const again = await liveSession(keyHash)
  if (again && isOverdue(again)) throw rightsUnchecked()
  return again
}

async function liveSession(keyHash: string): Promise<LiveSession | undefined> {
  const at = new Date()
  const idleSince = new Date(at.getTime() - config().sessionIdleMs)
  const session = await query((db) => selectLiveSession(db, { keyHash, at, idleSince }))
  if (session?.tenantId !== config().tenantId) return undefined
  if (at.getTime() - session.lastSeenAt.getTime() > TOUCH_EVERY_MS) await query((db) => touchSession(db, keyHash, at))
  return session
}

function isOverdue({ rolesReadAt }: LiveSession): boolean {
  return Date.now() - rolesReadAt.getTime() > config().rolesGoodMs
}

/** False when nobody can ask, for want of tokens, or when the answer was a no: the person signs in again. */
async function areRolesReadAgain({ homeAccountId, ...owner }: LiveSession): Promise<boolean> {
  if (!homeAccountId) return false
  try {
    await readRoles({ ...owner, homeAccountId }, new Date(Date.now() - config().rolesGoodMs))
    return true
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('info', 'session.roles_not_read', { personId: owner.personId, ...describeError(thrown) })
    if (thrown.code.startsWith('entra_')) throw rightsUnchecked(thrown)
    return false
  }
}

function rightsUnchecked(cause?: PortalError): PortalError {
  return new PortalError('rights_unchecked', 'The roles of this person cannot be read from Entra.', { cause })
}
