import 'server-only'
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits. The cookie alone holds it; the database keeps its hash, so a dump of it opens no session. */
export function newSessionKey(): string {
  return randomBytes(32).toString('base64url')
}

/** So much of the hash tells sessions apart; whoever reads the audit log need not know more of it. */
export function sessionMark(keyHash: string): string {
  return keyHash.slice(0, 16)
}

export function hashOfSessionKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
