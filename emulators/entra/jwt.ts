import { constants, createPrivateKey, type KeyObject, sign, verify } from 'node:crypto'

export type Claims = Record<string, unknown>

export interface Jwt {
  header: Claims
  claims: Claims
  signed: string
  signature: Buffer
}

/** RS256. */
export function signJwt(header: Claims, claims: Claims, privateKeyPem: string): string {
  const signed = `${encode({ ...header, alg: 'RS256' })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), createPrivateKey(privateKeyPem)).toString('base64url')}`
}

/** Undefined for text that is no JWT. */
export function readJwt(token: string): Jwt | undefined {
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token)
  const [, head, body, signature] = parts ?? []
  if (!head || !body || !signature) return undefined
  const header = decode(head)
  const claims = decode(body)
  return (
    header && claims && { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') }
  )
}

/** RS256 and PS256, the two that Entra takes; the header's algorithm must be one of them. */
export function hasValidSignature({ header, signed, signature }: Jwt, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return false
  if (header.alg === 'RS256') return verify('sha256', Buffer.from(signed), key, signature)
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return header.alg === 'PS256' && verify('sha256', Buffer.from(signed), { key, ...padding }, signature)
}

function encode(value: Claims): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined
  } catch {
    return undefined
  }
}
