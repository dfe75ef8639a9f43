import { type ErrorCode, type ErrorFacts, PortalError } from '@/lib/errors'

/** What a sign-in of the connection's person mends. */
export const MENDED_BY_SIGN_IN = [
  'connection_expired',
  'consent_needed',
  'sign_in_challenged',
  'access_ended',
  'databricks_token_refused',
] as const satisfies readonly ErrorCode[]

const NEEDS_THE_PERSON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...MENDED_BY_SIGN_IN, 'connection_removed'])
/** Nobody calls with such a connection: it was taken away, or a newer version has a reason that is not known here. */
const NOT_TO_BE_USED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['connection_removed', 'unknown_to_this_version'])

/** Whether the connection is as good as before once its person has signed in; one that was taken away is not. */
export function isMendedBySignIn(code: ErrorCode): boolean {
  return MENDED_BY_SIGN_IN.some((mended) => mended === code)
}

/** Whether it takes a sign-in of the connection's person to mend it; the one of an account that is off waits longer. */
export function needsThePerson(code: ErrorCode): boolean {
  return NEEDS_THE_PERSON.has(code)
}

/**
 * Before a press is kept: one without tokens, through a registration of the connector's own, could not be sent.
 * @throws PortalError connection_removed, unknown_to_this_version, and what its person, or an Admin, has to mend first
 */
export function demandConnected(problem: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined): void {
  demandUsable(problem)
  if (!problem || !(problem.facts.own || problem.facts.reason === 'no_secret')) return
  throw new PortalError(problem.code, 'There is no connection for this press.', { facts: problem.facts })
}

/**
 * Before anything is called or kept for a connection.
 * @throws PortalError connection_removed, unknown_to_this_version
 */
export function demandUsable(problem: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined): void {
  if (!problem || !NOT_TO_BE_USED.has(problem.code)) return
  throw new PortalError(problem.code, 'The connection is not to be used.', { facts: problem.facts })
}
