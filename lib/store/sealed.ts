import 'server-only'
import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring'

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SHAPE = /^v1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]+)$/

/**
 * What a sealed value is and where it lies: the row's or connection's id, the row's version. It opens with exactly
 * these facts, or not at all; a version that counts up with every write gives away an older value put back.
 */
export interface SealedFor {
  readonly purpose: string
  readonly tenantId: string
  /** The person's Entra object id. */
  readonly objectId: string
  readonly [fact: string]: string
}

export type SealReason =
  /** Cut short, or never a sealed value. */
  | 'malformed'
  /** Sealed with a key that the ring no longer, or does not yet, hold. */
  | 'unknown_key'
  /** Moved from another row or person, rolled back, changed, or sealed with another key of the same id. */
  | 'not_authentic'

/** A value that will not open. The person signs in again, the operator is told; there is no other way in. */
export class SealError extends Error {
  override readonly name = 'SealError'
  readonly reason: SealReason

  constructor(reason: SealReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** AES-256-GCM under a key of this purpose and person: `v1.<key id>.<nonce>.<tag and ciphertext>`. */
export function seal(ring: KeyRing, plaintext: string, about: SealedFor): string {
  const keyId = ring.writingKeyId
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, personalKey(ringKey(ring, keyId), about), nonce, {
    authTagLength: TAG_BYTES,
  })
  cipher.setAAD(additionalData(keyId, about))
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  const body = Buffer.concat([cipher.getAuthTag(), ciphertext])
  return `v1.${keyId}.${nonce.toString('base64url')}.${body.toString('base64url')}`
}

/** What was sealed. @throws SealError */
export function open(ring: KeyRing, sealed: string, about: SealedFor): string {
  const { keyId, nonce, tag, ciphertext } = partsOf(sealed)
  const key = personalKey(ringKey(ring, keyId), about)
  // Without authTagLength Node accepts tags of 4 bytes, which can be guessed.
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(keyId, about))
  decipher.setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new SealError('not_authentic', `A sealed ${about.purpose} does not belong where it was found`, { cause })
  }
}

/** The id of the key that sealed this, as the database's `split_part` finds it; empty for what is no sealed value. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? ''
}

function partsOf(sealed: string): { keyId: string; nonce: Buffer; tag: Buffer; ciphertext: Buffer } {
  const [, keyId, nonce, body] = SHAPE.exec(sealed) ?? []
  if (keyId === undefined || nonce === undefined || body === undefined) throw malformed()
  const bytes = Buffer.from(body, 'base64url')
  if (bytes.length < TAG_BYTES) throw malformed()
  return {
    keyId,
    nonce: Buffer.from(nonce, 'base64url'),
    tag: bytes.subarray(0, TAG_BYTES),
    ciphertext: bytes.subarray(TAG_BYTES),
  }
}

function malformed(): SealError {
  return new SealError('malformed', 'This is no sealed value, or it was cut short')
}

function ringKey({ keys }: KeyRing, keyId: string): KeyObject {
  const key = keys.get(keyId)
  if (!key) throw new SealError('unknown_key', `The key ring holds no key "${keyId}"`)
  return key
}

/** One key for each purpose and person, so that no nonce is ever shared between people. */
function personalKey(key: KeyObject, { purpose, tenantId, objectId }: SealedFor): Uint8Array {
  const info = JSON.stringify(['lakeport', purpose, tenantId, objectId])
  return new Uint8Array(hkdfSync('sha256', key, '', info, KEY_BYTES))
}

/** JSON, because no two lists of facts have the same text. */
function additionalData(keyId: string, about: SealedFor): Buffer {
  const facts = Object.entries(about).sort(([one], [other]) => (one < other ? -1 : 1))
  return Buffer.from(JSON.stringify(['v1', keyId, facts]))
}
