import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { config } from '@/lib/config'
import { type IdTokenClaims, validateIdToken } from '@/lib/entra/id-token'
import type { TokenRequest } from '@/lib/entra/network'
import { type Redeemed, redeemCode } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import type { Standing } from '@/lib/identity/standing'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { mendConnections } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import { selectKnown, upsertPerson } from '@/lib/store/people'
import { insertSession } from '@/lib/store/sessions'
import { portalApplication, signInScopes } from './entra-application'
import { giveStanding, recordGroupChange, recordStandingChange } from './give-standing'
import { reasonOf, recordRefusedSignIn } from './record-refused-sign-in'
import { hashOfSessionKey, newSessionKey, sessionMark } from './session-key'
import { recordSignIn, recordTokenRequest } from './sign-in-log'
import { standingOf } from './standing-of'
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
  readonly personId: string
  /** For the cookie, and for nothing else. */
  readonly sessionKey: string
}

/**
 * Ends a sign-in: redeems the code, validates the id token, and keeps person, tokens and session in one transaction.
 * @throws PortalError not_permitted (facts.reason no_role), and what redeemCode and validateIdToken throw
 */
export async function signIn(request: SignInRequest): Promise<SignedIn> {
  const { correlationId } = request
  const ipAddress = request.request.address
  const known: { claims?: IdTokenClaims } = {}
  // Who it was is known once the answer is read: until then the rows wait.
  const asked: TokenRequest[] = []
  try {
    const scopes = signInScopes()
    const redeemed = await redeemCode(portalApplication(), { ...request, scopes }, (one) => asked.push(one))
    const claims = await validateIdToken(portalApplication(), redeemed.idToken, request.nonce)
    known.claims = claims
    const kept = await keep(claims, await standingFor(claims), redeemed, request)
    const who = { objectId: claims.oid, userName: claims.preferredUsername, personId: kept.personId }
    for (const one of asked) recordTokenRequest(one, { ipAddress, ...who })
    recordSignIn({ ipAddress, correlationId, errorCode: '0', ...who })
    return { idToken: redeemed.idToken, claims, ...kept }
  } catch (thrown) {
    await recordRefusedSignIn({ request: request.request, correlationId, asked, ...reasonOf(thrown), ...known })
    throw thrown
  }
}

/** @throws PortalError not_permitted for an account without any; if it had one before, its sessions end too */
async function standingFor(claims: IdTokenClaims): Promise<Standing> {
  const standing = standingOf(claims)
  if (standing.roles.length > 0) return standing
  await inTransaction(async (trx) => {
    const known = await selectKnown(trx, { tenantId: claims.tid, objectId: claims.oid })
    if (!known) return
    await recordStandingChange(trx, known.id, await giveStanding(trx, known.id, standing, new Date()))
  })
  throw new PortalError('not_permitted', 'The account has no role in this portal.', { facts: { reason: 'no_role' } })
}

async function keep(
  { tid: tenantId, oid: objectId, preferredUsername: userName, name: displayName, sid, loginHint }: IdTokenClaims,
  standing: Standing,
  { homeAccountId, cache }: Redeemed,
  { request, correlationId }: SignInRequest,
) {
  const sessionKey = newSessionKey()
  const at = new Date()
  const keyHash = hashOfSessionKey(sessionKey)
  const { roles, groups } = standing
  const personId = await inTransaction(async (trx) => {
    const before = await selectKnown(trx, { tenantId, objectId })
    const seen = { tenantId, objectId, userName, displayName, homeAccountId, roles, groups, at }
    const id = await upsertPerson(trx, { id: newId(), ...seen })
    const change = await giveStanding(trx, id, standing, at)
    const expiresAt = new Date(at.getTime() + config().sessionAbsoluteMs)
    await insertSession(trx, { keyHash, personId: id, roles, sid, loginHint, at, expiresAt })
    await mendConnections(trx, { personId: id })
    // After all other rows, as everybody does who writes or deletes tokens: nobody waits in a circle.
    await putCache(trx, { personId: id, tenantId, objectId, homeAccountId }, cache, at)
    const session = sessionMark(keyHash)
    await insertAudit(trx, {
      actor: { personId: id, tenantId, objectId, userName, role: roles.at(-1), session, request },
      action: 'session.start',
      target: `person:${id}`,
      outcome: 'done',
      correlationId,
      before: before && { roles: before.roles },
      after: { roles },
      // Of somebody who is known there is a row of its own, where they are others now.
      ...(!before && groups.ids.length > 0 && { details: { groups: groups.ids } }),
    })
    await recordGroupChange(trx, id, change)
    return id
  })
  return { personId, sessionKey }
}
