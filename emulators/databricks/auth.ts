import { type KeyObject, verify } from 'node:crypto'
import type { Call } from '../kit/http.ts'
import { gatewayRefusal, htmlRefusal, type Refusal, refusal } from './errors.ts'
import type { Jwks } from './jwks.ts'
import { DATABRICKS_RESOURCE_ID, type Member } from './people.ts'

/** Tokens with less left than this are refused already. */
const MIN_LIFE_MS = 30_000

export interface Claims {
  aud?: unknown
  iss?: unknown
  exp?: unknown
  oid?: unknown
  appid?: unknown
  upn?: unknown
  idtyp?: unknown
}

export interface AuthSettings {
  jwks: Jwks
  tenantId: string
  members(): readonly Member[]
  /** Whose token of Databricks' own sign-in it is, while it is good. */
  memberOfOwnToken(token: string): Member | undefined
  /** By the emulator's clock. */
  now(): number
  /** The older form of the refusals, as a page. */
  htmlErrors(): boolean
}

/** Whose call this is. @throws Refusal in the words of an Azure workspace */
export async function authenticate(call: Call, settings: AuthSettings): Promise<Member> {
  const token = bearerOf(call)
  if (token === undefined) throw credentialMissing(settings)
  if (token.startsWith('dapi')) return memberOfPersonalToken(token, settings)
  const own = settings.memberOfOwnToken(token)
  if (own) return own
  const claims = await verifyToken(token, settings)
  const member = memberOfClaims(claims, settings)
  if (!member) throw htmlRefusal(403, 'User not authorized.')
  return member
}

/** The name on the token, unverified: for the request log only. */
export function identifyCaller(call: Call, settings: AuthSettings): { oid?: string; upn?: string } {
  const token = bearerOf(call)
  if (token === undefined) return {}
  const known = settings.members().find((candidate) => candidate.personalToken === token)
  const member = known ?? settings.memberOfOwnToken(token)
  const { oid, upn }: Claims = member ? { oid: member.oid, upn: member.userName } : (parseToken(token)?.claims ?? {})
  return { ...(typeof oid === 'string' && { oid }), ...(typeof upn === 'string' && { upn }) }
}

function bearerOf(call: Call): string | undefined {
  return /^Bearer +(\S+)$/i.exec(call.headers.authorization ?? '')?.[1]
}

function credentialMissing({ htmlErrors }: AuthSettings): Refusal {
  const reason = 'Credential was not sent or was of an unsupported type for this API.'
  const headers = { 'www-authenticate': 'Bearer realm="DatabricksRealm"' }
  return htmlErrors() ? htmlRefusal(401, reason, headers) : gatewayRefusal(401, reason, headers)
}

function badToken({ htmlErrors }: AuthSettings): Refusal {
  return htmlErrors() ? htmlRefusal(403, 'Invalid access token.') : gatewayRefusal(403, 'Invalid access token.')
}

function memberOfPersonalToken(token: string, settings: AuthSettings): Member {
  const member = settings.members().find((candidate) => candidate.personalToken === token)
  if (!member) throw badToken(settings)
  return member
}

/** A person by object id, a service principal by its application id. */
function memberOfClaims({ oid, appid, idtyp, upn }: Claims, { members }: AuthSettings): Member | undefined {
  const isApp = idtyp === 'app' || upn === undefined
  return members().find(
    (member) => member.oid === oid || (isApp && member.applicationId === appid && appid !== undefined),
  )
}

async function verifyToken(token: string, settings: AuthSettings): Promise<Claims> {
  const parsed = parseToken(token)
  if (parsed?.header.alg !== 'RS256' || typeof parsed.header.kid !== 'string') throw badToken(settings)
  const key = await findKey(settings, parsed.header.kid)
  if (!key || !verify('RSA-SHA256', parsed.signed, key, parsed.signature)) throw badToken(settings)
  const { aud, iss, exp } = parsed.claims
  if (typeof exp !== 'number' || exp * 1000 - MIN_LIFE_MS <= settings.now()) throw badToken(settings)
  expectClaim('aud', DATABRICKS_RESOURCE_ID, aud)
  expectClaim('iss', `https://sts.windows.net/${settings.tenantId}/`, iss)
  return parsed.claims
}

async function findKey({ jwks }: AuthSettings, kid: string): Promise<KeyObject | undefined> {
  try {
    return await jwks.key(kid)
  } catch (error) {
    console.error('databricks emulator: the keys of Entra ID cannot be read.', error)
    throw refusal(503, 'TEMPORARILY_UNAVAILABLE', 'The identity provider cannot be reached.')
  }
}

function expectClaim(name: string, expected: string, actual: unknown): void {
  if (actual === expected) return
  const text = `Expected ${name} claim to be: ${expected}, but was: ${String(actual)}.`
  throw htmlRefusal(400, `io.jsonwebtoken.IncorrectClaimException: ${text}`)
}

interface ParsedToken {
  header: { alg?: unknown; kid?: unknown }
  claims: Claims
  signed: Buffer
  signature: Buffer
}

function parseToken(token: string): ParsedToken | undefined {
  const [header = '', claims = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || signature === '') return undefined
  try {
    const parts = { header: decodePart(header), claims: decodePart(claims) as Claims }
    return { ...parts, signed: Buffer.from(`${header}.${claims}`), signature: Buffer.from(signature, 'base64url') }
  } catch {
    return undefined // no JWT: the caller refuses it
  }
}

function decodePart(part: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  if (typeof value !== 'object' || value === null) throw new SyntaxError('not an object')
  return value as Record<string, unknown>
}
