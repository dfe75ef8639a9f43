import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { type RoleReading, selectRoleReadingsDue } from '@/lib/store/role-readings'
import { delegatedToken } from './delegated-token'
import { portalClient } from './token-client'

const AT_ONCE = 100

/** Has Entra say what a person's roles are, unless somebody asked it since then. @throws PortalError as delegatedToken */
export async function readRoles(owner: RoleReading, rolesReadSince: Date): Promise<void> {
  const client = portalClient(owner.homeAccountId, config().databricksResourceId)
  await delegatedToken({ owner, client, rolesReadSince })
}

/**
 * Reads the roles again of everybody who is signed in and whose roles are half as old as they may get. So a change acts
 * in time even for who starts nothing, and an Entra that is away for a while keeps nobody from working.
 */
export async function readRolesAgain(): Promise<void> {
  const at = Date.now()
  const { sessionIdleMs, rolesGoodMs } = config()
  const before = new Date(at - rolesGoodMs / 2)
  const due = await query((db) =>
    selectRoleReadingsDue(db, { at: new Date(at), idleSince: new Date(at - sessionIdleMs), before }, AT_ONCE),
  )
  for (const owner of due) {
    if (!(await isAnswered(owner, before))) return
  }
}

/** False when Entra does not answer: the others wait for the next round. */
async function isAnswered(owner: RoleReading, since: Date): Promise<boolean> {
  try {
    await readRoles(owner, since)
    return true
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('info', 'roles.not_read', { personId: owner.personId, ...describeError(thrown) })
    return thrown.code !== 'entra_unavailable'
  }
}
