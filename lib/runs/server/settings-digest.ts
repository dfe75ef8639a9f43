import 'server-only'
import { createHash } from 'node:crypto'

/** SHA-256 of settings as JSON, in hex, names in their order at every depth: whoever has them can compute it again. */
export function settingsDigest(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings, inOrder)).digest('hex')
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
