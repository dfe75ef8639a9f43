import 'server-only'
import { type AuditActor, actorOf } from '@/lib/audit/audit-entry'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { config } from '@/lib/config'
import { endpointsOf } from '@/lib/entra/application'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
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
export async function signOut(sessionKey: string, request?: RequestFacts): Promise<void> {
  const viewer = await viewerOfSessionKey(sessionKey)
  const at = new Date()
  await inTransaction(async (trx) => {
    await revokeSession(trx, hashOfSessionKey(sessionKey), at)
    if (viewer) await afterSession(trx, viewer.personId, at, { ...actorOf(viewer), request })
  })
}

/** Entra tells every application of a browser session that it ended; it names its own session id. */
export async function signOutBySid(sid: string, request?: RequestFacts): Promise<void> {
  const at = new Date()
  await inTransaction(async (trx) => {
    for (const personId of await revokeSessionsBySid(trx, sid, at)) {
      await afterSession(trx, personId, at, { personId, request }, 'at_microsoft')
    }
  })
}

async function afterSession(
  trx: Executor,
  personId: string,
  at: Date,
  actor: AuditActor,
  reason?: string,
): Promise<void> {
  const person = await selectPerson(trx, personId)
  const inUse = (await countLiveSessions(trx, personId, at)) + (await countFollowedRuns(trx, personId))
  if (inUse === 0 && person?.homeAccountId) await deletePartition(trx, partitionKeyOf(person.homeAccountId))
  await insertAudit(trx, {
    actor: { tenantId: person?.tenantId, objectId: person?.objectId, userName: person?.userName, ...actor },
    action: 'session.end',
    target: `person:${personId}`,
    outcome: 'done',
    reason,
  })
}

/** Entra's own sign-out page, which ends the Microsoft session of this browser too. */
export function microsoftSignOutUrl(): string {
  const url = new URL(endpointsOf(portalApplication()).logout)
  url.searchParams.set('post_logout_redirect_uri', `${config().origin}/sign-in`)
  return url.href
}
