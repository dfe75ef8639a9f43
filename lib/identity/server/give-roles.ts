import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import type { Role } from '@/lib/identity/roles'
import { insertAudit } from '@/lib/store/audit'
import type { Executor } from '@/lib/store/database'
import { lockRoles, updateRoles } from '@/lib/store/people'
import { revokeSessionsOfPerson, setRolesOfSessions } from '@/lib/store/sessions'
import { deletePartitionsOfPerson } from '@/lib/store/token-partitions'

export interface RoleChange {
  readonly from: readonly Role[]
  readonly to: readonly Role[]
}

/**
 * Keeps what Entra says of a person's roles, in all their sessions at once (AUTHZ-1). Without a role there is no access:
 * sessions and tokens end here. Answers what changed, for `recordRoleChange`.
 */
export async function giveRoles(
  trx: Executor,
  personId: string,
  to: readonly Role[],
  at: Date,
): Promise<RoleChange | undefined> {
  const from = await lockRoles(trx, personId)
  await updateRoles(trx, personId, to, at)
  if (to.length === 0) await endAccess(trx, personId, at)
  if (from.join() === to.join()) return undefined
  if (to.length > 0) await setRolesOfSessions(trx, personId, to)
  return { from, to }
}

/** Ends every session of a person, and drops their tokens: whoever holds a cookie of theirs is nobody from now on. */
export async function endAccess(trx: Executor, personId: string, at: Date): Promise<void> {
  await revokeSessionsOfPerson(trx, personId, at)
  await deletePartitionsOfPerson(trx, personId)
}

export async function recordRoleChange(trx: Executor, personId: string, { from, to }: RoleChange): Promise<void> {
  await insertAudit(trx, {
    actor: { ...PORTAL, personId },
    action: 'roles.change',
    target: `person:${personId}`,
    outcome: 'done',
    before: { roles: from },
    after: { roles: to },
  })
}
