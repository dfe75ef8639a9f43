import 'server-only'
import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node'
import { type ErrorCode, PortalError } from '@/lib/errors'

/**
 * Turns what MSAL threw into our closed set. It branches on `error` and `suberror` only: Microsoft asks clients not to
 * branch on AADSTS numbers or texts, so the number is carried for people and the log.
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
  if (error.errorCode === 'consent_required' || error.subError === 'consent_required') return 'consent_needed'
  if (error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant')
    return 'connection_expired'
  if (['invalid_client', 'unauthorized_client', 'invalid_resource', 'invalid_scope'].includes(error.errorCode)) {
    return 'entra_configuration'
  }
  if (['no_account_found', 'no_tokens_found'].includes(error.errorCode)) return 'connection_expired'
  return 'entra_unavailable'
}
