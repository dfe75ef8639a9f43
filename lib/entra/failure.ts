import 'server-only'
import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node'
import { type ErrorCode, PortalError } from '@/lib/errors'

/** The account is switched off, gone from the directory, or no longer assigned to the portal. */
const NO_ACCESS_ANY_MORE = new Set(['50057', '50034', '50105'])

/**
 * Turns what MSAL threw into our closed set. It branches on `error`, `suberror` and `claims`: Microsoft asks clients not to
 * branch on AADSTS numbers or texts, so the number is carried for people and the log. One thing hangs on it, because
 * nothing else in the answer says so: an account that is switched off loses its sessions, where others sign in again.
 * `facts.claims` is a claims challenge to be passed on to the next sign-in; it is no secret.
 */
export function portalErrorOf(thrown: unknown): PortalError {
  if (thrown instanceof PortalError) return thrown
  if (!(thrown instanceof AuthError)) {
    return new PortalError('entra_unavailable', 'The token request failed.', { cause: thrown })
  }
  const number = Reflect.get(thrown, 'errorNo')
  const claims = Reflect.get(thrown, 'claims')
  return new PortalError(codeOf(thrown), `Microsoft Entra ID refused a token: ${thrown.errorCode}.`, {
    cause: thrown,
    facts: {
      error: thrown.errorCode,
      ...(number ? { aadsts: `AADSTS${number}` } : {}),
      ...(thrown.correlationId ? { correlationId: thrown.correlationId } : {}),
      ...(typeof claims === 'string' && claims !== '' ? { claims } : {}),
    },
  })
}

function codeOf(error: AuthError): ErrorCode {
  if (NO_ACCESS_ANY_MORE.has(String(Reflect.get(error, 'errorNo')))) return 'access_ended'
  if (error.errorCode === 'consent_required' || error.subError === 'consent_required') return 'consent_needed'
  if (isChallenge(error)) return 'sign_in_challenged'
  if (error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant')
    return 'connection_expired'
  if (['invalid_client', 'unauthorized_client', 'invalid_resource', 'invalid_scope'].includes(error.errorCode)) {
    return 'entra_configuration'
  }
  if (['no_account_found', 'no_tokens_found'].includes(error.errorCode)) return 'connection_expired'
  return 'entra_unavailable'
}

/** Conditional Access wants something of the person: a second factor, another device, new terms of use. */
function isChallenge(error: AuthError): boolean {
  const { errorCode, subError } = error
  if (typeof Reflect.get(error, 'claims') === 'string' && Reflect.get(error, 'claims') !== '') return true
  return errorCode === 'interaction_required' || ['basic_action', 'additional_action'].includes(subError)
}
