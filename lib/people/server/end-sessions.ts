import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import { sessionMark } from '@/lib/identity/server/session-key'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { revokeSessionsOf } from '@/lib/store/sessions'
import { findPerson } from './get-person'

/** Whose sessions, and which of them; all of them without a mark. */
export interface EndedSessions {
  readonly person: string
  readonly session?: string | undefined
}

/**
 * Ends a session of somebody, or all of them: whoever holds its cookie is nobody from the next request on, in every process, and
 * their open streams end. Their tokens go with the last one, unless a run of theirs is followed. Answers how many ended.
 * @throws PortalError not_permitted, not_found
 */
export async function endSessions(viewer: Viewer, { person: personId, session }: EndedSessions): Promise<number> {
  const target = `person:${personId}`
  await demandRole(viewer, 'Portal.Admin', { action: 'session.revoke', target })
  await findPerson(personId)
  return inTransaction(async (trx) => {
    const ended = await revokeSessionsOf(trx, { personId, beginning: session }, new Date())
    if (session !== undefined && ended.length === 0) throw new PortalError('not_found', 'There is no such session.')
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'session.revoke',
      target,
      outcome: 'done',
      reason: 'by_admin',
      details: { sessions: ended.map(sessionMark) },
    })
    await forgetNeedlessTokens(trx, personId)
    return ended.length
  })
}
