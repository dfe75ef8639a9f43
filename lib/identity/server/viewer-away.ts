import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectPersonAway } from '@/lib/store/people'
import { readRoles } from './read-roles'

/**
 * A person who is not there, with the roles that Entra gives them now (AUTHZ-1): for what they have asked for beforehand.
 * `session` says in the log what that was. @throws PortalError when Entra cannot be asked as them
 */
export async function viewerAway(personId: string, session: string): Promise<Viewer> {
  const person = await query((db) => selectPersonAway(db, personId))
  if (!person) throw new PortalError('access_ended', 'There is no such person any more.')
  const { homeAccountId, rolesReadAt, roles, groups, ...known } = person
  const goodSince = new Date(Date.now() - config().rolesGoodMs)
  if (rolesReadAt && rolesReadAt >= goodSince) return { ...known, roles, groups, session }
  if (!homeAccountId) throw new PortalError('connection_expired', 'This person has never signed in here.')
  await readRoles({ ...known, homeAccountId }, goodSince)
  const now = await query((db) => selectPersonAway(db, personId))
  return { ...known, roles: now?.roles ?? [], groups: now?.groups ?? [], session }
}
