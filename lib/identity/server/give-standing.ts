import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import type { Groups } from '@/lib/identity/groups'
import type { Standing } from '@/lib/identity/standing'
import { insertAudit } from '@/lib/store/audit'
import type { Executor } from '@/lib/store/database'
import { lockStanding, updateStanding } from '@/lib/store/people'
import { revokeSessionsOfPerson, setRolesOfSessions } from '@/lib/store/sessions'
import { deletePartitionsOfPerson } from '@/lib/store/token-partitions'

export interface StandingChange {
  readonly from: Standing
  readonly to: Standing
}

/**
 * Keeps what Entra says of a person's roles and groups, in all their sessions at once (AUTHZ-1). Without a role there is no
 * access: sessions and tokens end here. Answers before and now, for `recordStandingChange`.
 */
export async function giveStanding(trx: Executor, personId: string, to: Standing, at: Date): Promise<StandingChange> {
  const from = await lockStanding(trx, personId)
  await updateStanding(trx, personId, to, at)
  if (to.roles.length === 0) await endAccess(trx, personId, at)
  else if (haveRolesChanged({ from, to })) await setRolesOfSessions(trx, personId, to.roles)
  return { from, to }
}

/** Ends every session of a person, and drops their tokens: whoever holds a cookie of theirs is nobody from now on. */
export async function endAccess(trx: Executor, personId: string, at: Date): Promise<void> {
  await revokeSessionsOfPerson(trx, personId, at)
  await deletePartitionsOfPerson(trx, personId)
}

/** One row for other roles and one for other groups; none for what is as it was. */
export async function recordStandingChange(trx: Executor, personId: string, change: StandingChange): Promise<void> {
  const { from, to } = change
  if (haveRolesChanged(change)) {
    await insertAudit(trx, {
      ...changeOf(personId),
      action: 'roles.change',
      before: { roles: from.roles },
      after: { roles: to.roles },
    })
  }
  await recordGroupChange(trx, personId, change)
}

/** Which groups were joined and left; how Entra told, where that is another way now. */
export async function recordGroupChange(
  trx: Executor,
  personId: string,
  { from: { groups: from }, to: { groups: to } }: StandingChange,
): Promise<void> {
  const [joined, left] = [without(to, from), without(from, to)]
  if (from.claim === to.claim && joined.length + left.length === 0) return
  await insertAudit(trx, {
    ...changeOf(personId),
    action: 'groups.change',
    before: { claim: from.claim, groups: from.ids.length },
    after: { claim: to.claim, groups: to.ids.length },
    details: { joined, left },
  })
}

function changeOf(personId: string) {
  return { actor: { ...PORTAL, personId }, target: `person:${personId}`, outcome: 'done' } as const
}

function haveRolesChanged({ from, to }: StandingChange): boolean {
  return from.roles.join() !== to.roles.join()
}

function without({ ids }: Groups, other: Groups): readonly string[] {
  return ids.filter((id) => !other.ids.includes(id))
}
