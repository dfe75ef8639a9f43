import type { ErrorCode } from '@/lib/errors'

const NEEDS_THE_PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'connection_expired',
  'connection_removed',
  'consent_needed',
  'sign_in_challenged',
  'access_ended',
  'databricks_token_refused',
])

/** Whether it takes a sign-in of the connection's person to mend it; the one of an account that is off waits longer. */
export function needsThePerson(code: ErrorCode): boolean {
  return NEEDS_THE_PERSON.has(code)
}
