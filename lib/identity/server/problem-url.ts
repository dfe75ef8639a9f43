import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { problemOfEntraError, type SignInProblem } from '@/lib/identity/sign-in-problem'

interface ProblemDetails {
  /** As in AADSTS65004; for people and support, nothing hangs on it. */
  readonly aadsts?: string | undefined
  readonly correlationId?: string | undefined
}

/** The page that tells why a sign-in did not end well. */
export function problemUrl(problem: SignInProblem, { aadsts, correlationId }: ProblemDetails = {}): string {
  const url = new URL('/auth-error', config().origin)
  url.searchParams.set('code', problem)
  if (aadsts) url.searchParams.set('detail', aadsts)
  if (correlationId) url.searchParams.set('id', correlationId)
  return url.href
}

/** The words for whatever made a sign-in fail after Entra had sent the browser back. */
export function problemOf(failure: unknown): SignInProblem {
  if (!(failure instanceof PortalError)) return 'unavailable'
  const { code, facts } = failure
  if (facts.reason === 'no_role') return 'no_role'
  if (facts.reason === 'tenant' || facts.reason === 'issuer') return 'other_tenant'
  if (code === 'entra_configuration') return 'configuration'
  if (code === 'entra_unavailable' || code === 'store_unavailable') return 'unavailable'
  return problemOfEntraError(facts.error ?? '', facts.aadsts?.replace('AADSTS', ''))
}
