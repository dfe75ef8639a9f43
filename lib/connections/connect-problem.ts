import { problemOfEntraError, type SignInProblem } from '@/lib/identity/sign-in-problem'

/** What the page Connections can tell of a connection that was not made, in its query's `problem`. */
export const CONNECT_PROBLEMS = [
  'declined',
  'not_assigned',
  'admin_consent',
  'blocked',
  'stronger_sign_in',
  'wrong_account',
  'other_account',
  'configuration',
  'no_secret',
  'unavailable',
  'changed',
  'try_again',
] as const

export type ConnectProblem = (typeof CONNECT_PROBLEMS)[number]

interface Failure {
  readonly code: string
  readonly facts: Readonly<Record<string, string>>
}

/** The words to choose for what made a connection fail. */
export function problemOfConnecting({ code, facts }: Failure): ConnectProblem {
  if (facts.reason === 'other_account' || facts.reason === 'tenant' || facts.reason === 'issuer')
    return 'other_account'
  if (facts.reason === 'no_secret') return 'no_secret'
  if (code === 'conflict' || code === 'not_found') return 'changed'
  if (code === 'entra_configuration') return 'configuration'
  if (code === 'entra_unavailable' || code === 'store_unavailable') return 'unavailable'
  if (code.startsWith('databricks_')) return 'unavailable'
  return problemOfRedirect(facts.error ?? '', facts.aadsts?.replace('AADSTS', ''))
}

/** The same for an error that Entra sent the browser back with. */
export function problemOfRedirect(error: string, aadsts: string | undefined): ConnectProblem {
  const problem: SignInProblem = problemOfEntraError(error, aadsts)
  return CONNECT_PROBLEMS.find((known) => known === problem) ?? 'try_again'
}

/** A connection that was not made, for the page that tells it. */
export interface NotConnected {
  readonly problem: ConnectProblem
  /** Its slug. */
  readonly connector?: string | undefined
  /** As in AADSTS65004; for people and support, nothing hangs on it. */
  readonly aadsts?: string | undefined
  readonly correlationId?: string | undefined
}

export function connectProblemHref({ problem, connector, aadsts, correlationId }: NotConnected): string {
  const query = new URLSearchParams({
    problem,
    ...(connector && { of: connector }),
    ...(aadsts && { detail: aadsts }),
    ...(correlationId && { id: correlationId }),
  })
  return `/connections?${query}`
}

/** What the address of the page says: it only chooses among our words, and shows a number and an id. */
export function parseNotConnected(text: (name: string) => string): NotConnected | undefined {
  const problem = CONNECT_PROBLEMS.find((known) => known === text('problem'))
  if (!problem) return undefined
  const [aadsts, correlationId] = [text('detail'), text('id')]
  return {
    problem,
    connector: text('of'),
    aadsts: /^AADSTS\d{4,8}$/.test(aadsts) ? aadsts : undefined,
    correlationId: /^[0-9a-f-]{36}$/.test(correlationId) ? correlationId : undefined,
  }
}
