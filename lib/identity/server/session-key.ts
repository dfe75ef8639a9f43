import 'server-only'
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits. The cookie alone holds it; the database keeps its hash, so a dump of it opens no session. */
export function newSessionKey(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOfSessionKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
