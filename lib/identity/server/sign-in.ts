import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { config } from '@/lib/config'
import { type IdTokenClaims, validateIdToken } from '@/lib/entra/id-token'
import { redeemCode } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { ROLES, type Role, rolesFrom } from '@/lib/identity/roles'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { mendConnections } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import { selectRoles, upsertPerson } from '@/lib/store/people'
import { insertSession } from '@/lib/store/sessions'
import { portalApplication, signInScopes } from './entra-application'
import { hashOfSessionKey, newSessionKey, sessionMark } from './session-key'
import { recordSignIn, recordTokenRequest } from './sign-in-log'
import { putCache } from './token-vault'

export interface SignInRequest {
  readonly code: string
  readonly codeVerifier: string
  readonly nonce: string
  readonly redirectUri: string
  readonly correlationId: string
  readonly request: RequestFacts
}

export interface SignedIn {
  readonly idToken: string
  readonly claims: IdTokenClaims
  /** For the cookie, and for nothing else. */
  readonly sessionKey: string
}

/**
 * Ends a sign-in: redeems the code, validates the id token, and keeps person, tokens and session in one transaction.
 * @throws PortalError not_permitted (facts.reason no_role or other_tenant), and what redeemCode and validateIdToken throw
 */
export async function signIn(request: SignInRequest): Promise<SignedIn> {
  const application = portalApplication()
  const { correlationId } = request
  const ipAddress = request.request.address
  const redeemed = await redeemCode(application, { ...request, scopes: signInScopes() }, (asked) =>
    recordTokenRequest(asked, { ipAddress }),
  )
  const claims = await validateIdToken(application, redeemed.idToken, request.nonce)
  const subject = { ipAddress, correlationId, objectId: claims.oid, userName: claims.preferredUsername }
  const roles = rolesOf(claims)
  if (roles.length === 0) {
    recordSignIn({ ...subject, errorCode: 'no_role', failureReason: 'The account has no role in this portal.' })
    await recordRefusal(
      { ...namesIn(claims), request: request.request },
      { action: 'session.start', target: 'portal', reason: 'no_role', correlationId },
    )
    throw new PortalError('not_permitted', 'The account has no role in this portal.', {
      facts: { reason: 'no_role' },
    })
  }
  const { personId, sessionKey } = await keep(claims, roles, redeemed, request)
  recordSignIn({ ...subject, personId, errorCode: '0' })
  return { idToken: redeemed.idToken, claims, sessionKey }
}

function rolesOf(claims: IdTokenClaims): Role[] {
  return config().adminObjectIds.includes(claims.oid) ? [...ROLES] : rolesFrom(claims.roles)
}

function namesIn({ tid, oid, preferredUsername }: IdTokenClaims) {
  return { tenantId: tid, objectId: oid, userName: preferredUsername }
}

async function keep(
  claims: IdTokenClaims,
  roles: readonly Role[],
  redeemed: { homeAccountId: string; cache: string },
  { request, correlationId }: SignInRequest,
) {
  const sessionKey = newSessionKey()
  const at = new Date()
  const keyHash = hashOfSessionKey(sessionKey)
  const personId = await inTransaction(async (trx) => {
    const before = await selectRoles(trx, { tenantId: claims.tid, objectId: claims.oid })
    const id = await upsertPerson(trx, {
      id: newId(),
      tenantId: claims.tid,
      objectId: claims.oid,
      userName: claims.preferredUsername,
      displayName: claims.name,
      homeAccountId: redeemed.homeAccountId,
      roles,
      at,
    })
    await putCache(
      trx,
      { personId: id, tenantId: claims.tid, objectId: claims.oid, homeAccountId: redeemed.homeAccountId },
      redeemed.cache,
      at,
    )
    await insertSession(trx, {
      keyHash,
      personId: id,
      roles,
      sid: claims.sid,
      loginHint: claims.loginHint,
      at,
      expiresAt: new Date(at.getTime() + config().sessionAbsoluteMs),
    })
    await mendConnections(trx, { personId: id })
    await insertAudit(trx, {
      actor: { personId: id, ...namesIn(claims), role: roles.at(-1), session: sessionMark(keyHash), request },
      action: 'session.start',
      target: `person:${id}`,
      outcome: 'done',
      correlationId,
      before: before && { roles: before },
      after: { roles },
    })
    return id
  })
  return { personId, sessionKey }
}
