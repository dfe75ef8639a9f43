import 'server-only'
import { config } from '@/lib/config'
import { endpointsOf } from '@/lib/entra/application'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import { selectPerson } from '@/lib/store/people'
import { countFollowedRuns } from '@/lib/store/run-dispatch'
import { countLiveSessions, revokeSession, revokeSessionsBySid } from '@/lib/store/sessions'
import { deletePartition } from '@/lib/store/token-partitions'
import { partitionKeyOf, portalApplication } from './entra-application'
import { hashOfSessionKey } from './session-key'
import { viewerOfSessionKey } from './viewer'

/**
 * Ends the session. The person's tokens go with their last session, but stay while a run of theirs is being followed:
 * it started in their name and its end is theirs to know (D14).
 */
export async function signOut(sessionKey: string): Promise<void> {
  const viewer = await viewerOfSessionKey(sessionKey)
  const at = new Date()
  await inTransaction(async (trx) => {
    await revokeSession(trx, hashOfSessionKey(sessionKey), at)
    if (!viewer) return
    const inUse =
      (await countLiveSessions(trx, viewer.personId, at)) + (await countFollowedRuns(trx, viewer.personId))
    const person = inUse === 0 ? await selectPerson(trx, viewer.personId) : undefined
    if (person?.homeAccountId) await deletePartition(trx, partitionKeyOf(person.homeAccountId))
    await insertAudit(trx, {
      id: newId(),
      at,
      actorId: viewer.personId,
      actorName: viewer.userName,
      action: 'session.end',
      target: `person:${viewer.personId}`,
      outcome: 'done',
    })
  })
}

/** Entra tells every application of a browser session that it ended; it names its own session id. */
export async function signOutBySid(sid: string): Promise<void> {
  await query((db) => revokeSessionsBySid(db, sid, new Date()))
}

/** Entra's own sign-out page, which ends the Microsoft session of this browser too. */
export function microsoftSignOutUrl(): string {
  const url = new URL(endpointsOf(portalApplication()).logout)
  url.searchParams.set('post_logout_redirect_uri', `${config().origin}/sign-in`)
  return url.href
}
