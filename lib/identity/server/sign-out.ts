import 'server-only'
import type { AuditActor } from '@/lib/audit/audit-entry'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { config } from '@/lib/config'
import { endpointsOf } from '@/lib/entra/application'
import { storableText } from '@/lib/runs/storable-text'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { selectPerson } from '@/lib/store/people'
import { countFollowedRuns } from '@/lib/store/run-dispatch'
import { countLiveSessions, type EndedSession, revokeSession, revokeSessionsBySid } from '@/lib/store/sessions'
import { portalApplication } from './entra-application'
import { forgetNeedlessTokens } from './forget-tokens'
import { hashOfSessionKey, sessionMark } from './session-key'

export interface SignedOut {
  readonly personId: string
  /** Entra's own name for the account, for its sign-out page. */
  readonly loginHint: string | undefined
  /** It was the last session, and yet the tokens stay for now: a run of this person is being followed. */
  readonly following: boolean
}

/**
 * Ends the session. The person's tokens go with their last session, but stay while a run of theirs is being followed:
 * it started in their name and its end is theirs to know (D14). `undefined` when there was no session to end.
 */
export async function signOut(sessionKey: string, request?: RequestFacts): Promise<SignedOut | undefined> {
  const keyHash = hashOfSessionKey(sessionKey)
  return inTransaction(async (trx) => {
    const ended = await revokeSession(trx, keyHash, new Date())
    return ended && afterSession(trx, ended, { session: sessionMark(keyHash), request })
  })
}

/** Entra tells every application of a browser session that it ended; it names its own session id. Anybody may ask so. */
export async function signOutBySid(sid: string, request?: RequestFacts): Promise<void> {
  if (sid !== storableText(sid)) return // nobody's: the database cannot even be asked for it
  await inTransaction(async (trx) => {
    for (const ended of await revokeSessionsBySid(trx, sid, new Date())) {
      await afterSession(trx, ended, { request }, 'at_microsoft')
    }
  })
}

async function afterSession(
  trx: Executor,
  { personId, loginHint }: EndedSession,
  asked: Pick<AuditActor, 'session' | 'request'>,
  reason?: string,
): Promise<SignedOut> {
  const person = await selectPerson(trx, personId)
  const gone = await forgetNeedlessTokens(trx, personId)
  const live = await countLiveSessions(trx, personId, new Date())
  const following = !gone && live === 0 && (await countFollowedRuns(trx, personId)) > 0
  const { tenantId, objectId, userName, roles } = person ?? {}
  await insertAudit(trx, {
    actor: { personId, tenantId, objectId, userName, role: roles?.at(-1), ...asked },
    action: 'session.end',
    target: `person:${personId}`,
    outcome: 'done',
    reason,
  })
  return { personId, loginHint, following }
}

/**
 * Entra's own sign-out page, which ends the Microsoft session of this browser too. The hint spares the person the choice
 * among their accounts. Source: v2-protocols-oidc.
 */
export function microsoftSignOutUrl(loginHint: string | undefined): string {
  const url = new URL(endpointsOf(portalApplication()).logout)
  url.searchParams.set('post_logout_redirect_uri', `${config().origin}/sign-in`)
  if (loginHint) url.searchParams.set('logout_hint', loginHint)
  return url.href
}
