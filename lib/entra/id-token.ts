import 'server-only'
import { createPublicKey, type JsonWebKey, timingSafeEqual, verify } from 'node:crypto'
import { request } from 'undici'
import { PortalError } from '@/lib/errors'
import { type Groups, groupsFrom } from '@/lib/identity/groups'
import { type EntraRegistration, endpointsOf } from './application'

const SKEW_S = 120
const REFETCH_MS = 60_000
const DEADLINE_MS = 10_000

/** What we read of a validated id token (v2.0). Source: id-token-claims-reference. */
export interface IdTokenClaims {
  readonly oid: string
  readonly tid: string
  readonly name: string
  readonly preferredUsername: string
  readonly roles: unknown
  readonly groups: Groups
  readonly sid: string | undefined
  readonly loginHint: string | undefined
}

/**
 * Validates an id token: RS256 by the tenant's published keys, issuer, audience, tenant, version, times (120 s of skew)
 * and nonce. MSAL checks the nonce alone, and roles are read from this token. One that came with a renewal was asked for
 * by no browser and has no nonce: `undefined`, and then it must have none (OpenID Connect Core 12.2).
 * @throws PortalError entra_refused with the reason, entra_unavailable when the keys cannot be had
 */
export async function validateIdToken(
  application: EntraRegistration,
  idToken: string,
  nonce: string | undefined,
  now = Date.now(),
): Promise<IdTokenClaims> {
  const [head = '', body = '', signature = ''] = idToken.split('.')
  const header = decodePart(head)
  const claims = decodePart(body)
  if (header.alg !== 'RS256') throw refusedToken(`signed with ${String(header.alg)} and not RS256`)
  const key = await signingKey(endpointsOf(application).jwks, String(header.kid), now)
  if (!verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) {
    throw refusedToken('signature')
  }
  checkClaims(application, claims, nonce, now / 1000)
  return {
    oid: String(claims.oid).toLowerCase(),
    tid: String(claims.tid).toLowerCase(),
    name: textOf(claims.name) ?? textOf(claims.preferred_username) ?? 'Unnamed account',
    preferredUsername: textOf(claims.preferred_username) ?? '',
    roles: claims.roles,
    groups: groupsFrom(claims),
    sid: textOf(claims.sid),
    loginHint: textOf(claims.login_hint),
  }
}

type Json = Readonly<Record<string, unknown>>

function checkClaims(application: EntraRegistration, claims: Json, nonce: string | undefined, now: number): void {
  if (claims.iss !== endpointsOf(application).issuer) throw refusedToken('issuer')
  if (claims.aud !== application.clientId) throw refusedToken('audience')
  if (claims.tid !== application.tenantId) throw refusedToken('tenant')
  if (claims.ver !== '2.0') throw refusedToken('version')
  if (typeof claims.exp !== 'number' || claims.exp < now - SKEW_S) throw refusedToken('expired')
  if (typeof claims.nbf !== 'number' || claims.nbf > now + SKEW_S) throw refusedToken('not valid yet')
  if (!textOf(claims.oid)) throw refusedToken('no object id')
  if (!isNonce(claims.nonce, nonce)) throw refusedToken('nonce')
}

function isNonce(claim: unknown, expected: string | undefined): boolean {
  if (expected === undefined) return claim === undefined
  return sameText(textOf(claim) ?? '', expected)
}

/** Compares in constant time. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b)
}

function refusedToken(reason: string): PortalError {
  return new PortalError('entra_refused', `The id token was refused: ${reason}.`, { facts: { reason } })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function decodePart(part: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof value === 'object' && value !== null) return value as Json
    throw new TypeError('A part is no object.')
  } catch (cause) {
    throw new PortalError('entra_refused', 'The id token was refused: it is no JWT.', {
      cause,
      facts: { reason: 'form' },
    })
  }
}

type Keys = ReadonlyMap<string, JsonWebKey>
interface KeySet {
  keys: Keys
  fetchedAt: number
  /** Shared by all who ask while it is under way. */
  fetching: Promise<Keys> | undefined
}
interface KeySets {
  entraKeySets?: Map<string, KeySet>
}

/** Keys are kept for the process; an unknown `kid` refetches at most once a minute, so a forged one costs nothing. */
async function signingKey(jwksUrl: string, kid: string, now: number) {
  const set = keySetOf(jwksUrl)
  const mayFetch = set.fetching !== undefined || now - set.fetchedAt >= REFETCH_MS
  const key = set.keys.get(kid) ?? (mayFetch ? (await refetched(set, jwksUrl, now)).get(kid) : undefined)
  if (!key) throw refusedToken('unknown signing key')
  return createPublicKey({ key, format: 'jwk' })
}

function keySetOf(jwksUrl: string): KeySet {
  const shared = globalThis as KeySets
  shared.entraKeySets ??= new Map()
  const known = shared.entraKeySets.get(jwksUrl)
  const set = known ?? { keys: new Map(), fetchedAt: Number.NEGATIVE_INFINITY, fetching: undefined }
  shared.entraKeySets.set(jwksUrl, set)
  return set
}

function refetched(set: KeySet, jwksUrl: string, now: number): Promise<Keys> {
  set.fetching ??= fetchKeys(jwksUrl)
    .then((keys) => {
      Object.assign(set, { keys, fetchedAt: now })
      return keys
    })
    .finally(() => {
      set.fetching = undefined
    })
  return set.fetching
}

async function fetchKeys(jwksUrl: string): Promise<Keys> {
  try {
    const answer = await request(jwksUrl, { signal: AbortSignal.timeout(DEADLINE_MS) })
    const { keys } = (await answer.body.json()) as { keys: (JsonWebKey & { kid: string })[] }
    return new Map(keys.map((key) => [key.kid, key]))
  } catch (cause) {
    throw new PortalError('entra_unavailable', "Microsoft Entra ID's signing keys cannot be read.", { cause })
  }
}
