import type { ErrorCode } from '@/lib/errors'

const NEEDS_THE_PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'connection_expired',
  'consent_needed',
  'databricks_token_refused',
])

/** Whether nobody but the connection's person can mend it, by signing in again. */
export function needsThePerson(code: ErrorCode): boolean {
  return NEEDS_THE_PERSON.has(code)
}
