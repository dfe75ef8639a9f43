import { createHash, createPublicKey, randomBytes, randomInt } from 'node:crypto'
import { type Entra, issuer } from './entra.ts'
import { type Claims, hasValidSignature, readJwt, signJwt } from './jwt.ts'
import { qualified, type ResourceScopes } from './scopes.ts'
import { TENANT_ID } from './seed.ts'
import { type App, type Authentication, opaqueHint, type User } from './state.ts'

/** How the client proved who it is, as `appidacr` and `azpacr` count it. */
export type ClientProof = 0 | 1 | 2

const MIN_LIFE_SECONDS = 60 * 60
const MAX_LIFE_SECONDS = 90 * 60

export interface AccessToken {
  token: string
  expiresIn: number
}

interface Bearer {
  app: App
  proof: ClientProof
  asked: ResourceScopes
}

/** A token of one person for one resource, in the format that the resource wants. */
export function userAccessToken(
  entra: Entra,
  { app, proof, asked }: Bearer,
  user: User,
  authentication: Authentication,
  scopes: string[],
): AccessToken {
  const { resource, spelling } = asked
  const common = {
    ...commonClaims(resource.id, user.oid),
    aio: sealed(authentication),
    name: user.displayName,
    scp: scopes.join(' '),
    sid: authentication.sid,
  }
  const amr = authentication.mfa ? ['pwd', 'mfa'] : ['pwd']
  if (resource.tokenVersion === 2) {
    const own = { preferred_username: user.upn, ...rolesFor(user, entra.state.app(resource.id)) }
    return accessToken(entra, { ...common, ...own, ...v2Claims(entra, resource.id, app, proof) })
  }
  const own = { upn: user.upn, unique_name: user.upn, amr, acr: '1', ipaddr: '127.0.0.1' }
  return accessToken(entra, { ...common, ...own, ...v1Claims(spelling, app, proof) })
}

/** A token of the application itself: no person, no `scp`. */
export function appAccessToken(entra: Entra, { app, proof, asked }: Bearer): AccessToken {
  const { resource, spelling } = asked
  const common = { ...commonClaims(resource.id, app.servicePrincipalId), idtyp: 'app' }
  const format =
    resource.tokenVersion === 2 ? v2Claims(entra, resource.id, app, proof) : v1Claims(spelling, app, proof)
  return accessToken(entra, { ...common, ...format })
}

function commonClaims(resourceId: string, oid: string): Claims {
  return { oid, sub: pairwise(resourceId, oid), tid: TENANT_ID, uti: randomBytes(16).toString('base64url') }
}

/** Entra's claim for its own use; here it says what was proved, for the day the token comes back on behalf of its person. */
function sealed(authentication: Authentication): string {
  return Buffer.from(JSON.stringify(authentication)).toString('base64url')
}

/** The sign-in behind a person's token; undefined for a token of an application. The signature was checked before. */
export function authenticationIn({ aio }: Claims): Authentication | undefined {
  if (typeof aio !== 'string') return undefined
  return JSON.parse(Buffer.from(aio, 'base64url').toString('utf8')) as Authentication
}

/** v1: the audience as the request spells the resource. */
function v1Claims(spelling: string, app: App, proof: ClientProof): Claims {
  const iss = `https://sts.windows.net/${TENANT_ID}/`
  return { aud: spelling, iss, idp: iss, appid: app.clientId, appidacr: String(proof), ver: '1.0' }
}

function v2Claims(entra: Entra, resourceId: string, app: App, proof: ClientProof): Claims {
  return { aud: resourceId, iss: issuer(entra), azp: app.clientId, azpacr: String(proof), ver: '2.0' }
}

function accessToken(entra: Entra, claims: Claims): AccessToken {
  const expiresIn = entra.state.directory.mode.accessTokenSeconds ?? randomInt(MIN_LIFE_SECONDS, MAX_LIFE_SECONDS)
  return { token: signed(entra, claims, expiresIn), expiresIn }
}

/** v2, for the client. `oid`, `tid` and the names come with the `profile` scope. */
export function idToken(
  entra: Entra,
  app: App,
  user: User,
  authentication: Authentication,
  oidc: Set<string>,
  nonce: string | null,
): string {
  const profile = { name: user.displayName, oid: user.oid, preferred_username: user.upn, tid: TENANT_ID }
  const claims: Claims = {
    aud: app.clientId,
    iss: issuer(entra),
    ...(nonce !== null && { nonce }),
    ...(oidc.has('profile') && profile),
    ...(oidc.has('email') && { email: user.email }),
    ...rolesFor(user, app),
    ...groupsFor(user, app),
    login_hint: opaqueHint(user),
    sid: authentication.sid,
    sub: pairwise(app.clientId, user.oid),
    uti: randomBytes(16).toString('base64url'),
    ver: '2.0',
  }
  return signed(entra, claims, MIN_LIFE_SECONDS)
}

/** No claim at all for a person without roles, as in Entra. */
function rolesFor(user: User, app: App | undefined): Claims {
  const roles = user.roles.filter((role) => app?.roles.includes(role))
  return roles.length > 0 ? { roles } : {}
}

/** More than a JWT takes: it then says where to ask, which is Microsoft Graph. */
const MOST_GROUPS = 200

/** As the registration's `groupMembershipClaims` says; no claim for a person who is in none. */
function groupsFor(user: User, { groupMembershipClaims, assignedGroups }: App): Claims {
  if (groupMembershipClaims === 'None') return {}
  const told = groupMembershipClaims === 'ApplicationGroup' ? assignedGroups : user.groups
  const groups = user.groups.filter((group) => told.includes(group))
  if (groups.length <= MOST_GROUPS) return groups.length > 0 ? { groups } : {}
  const endpoint = `https://graph.windows.net/${TENANT_ID}/users/${user.oid}/getMemberObjects`
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } }
}

function signed(entra: Entra, claims: Claims, seconds: number): string {
  const key = entra.state.directory.keys.at(-1)
  if (!key) throw new Error('The emulator has no signing key')
  const now = Math.floor(entra.clock.now() / 1000)
  const header = { typ: 'JWT', kid: key.kid, x5t: key.kid }
  return signJwt(header, { ...claims, iat: now, nbf: now, exp: now + seconds }, key.privateKey)
}

/** The claims of a token that one of our keys signed, expired or not. */
export function readOwnToken(entra: Entra, token: string): Claims | undefined {
  const jwt = readJwt(token)
  const key = entra.state.directory.keys.find(({ kid }) => kid === jwt?.header.kid)
  return jwt && key && hasValidSignature(jwt, createPublicKey(key.privateKey)) ? jwt.claims : undefined
}

/** One person has another `sub` in each application. */
function pairwise(applicationId: string, oid: string): string {
  return createHash('sha256').update(`${TENANT_ID} ${applicationId} ${oid}`).digest('base64url')
}

/** `scope` of a token answer. MSAL finds a cached token by it, so what was asked for is repeated in its spelling. */
export function echoedScopes(asked: ResourceScopes, granted: string[]): string {
  const names = new Set([...asked.names.filter((name) => name !== 'offline_access'), ...granted])
  return qualified({ ...asked, names: [...names] }).join(' ')
}
