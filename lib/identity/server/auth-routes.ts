import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { decode } from 'next-auth/jwt'
import { config } from '@/lib/config'
import { sameText } from '@/lib/entra/id-token'
import { PortalError } from '@/lib/errors'
import { safeReturnPath } from '@/lib/identity/return-path'
import { aadstsOf, problemOfEntraError, type SignInProblem } from '@/lib/identity/sign-in-problem'
import { describeError, log } from '@/lib/log'
import { authOptions, type SignInAttempt } from './auth-options'
import { callNextAuth, type NextAuthAnswer } from './next-auth-call'
import { cookieNames, isSecure, sessionKeyIn } from './session-cookie'
import { recordSignIn } from './sign-in-log'
import { microsoftSignOutUrl, signOut } from './sign-out'
import { viewerOf } from './viewer'

/** What a browser sent to /api/auth: text only, read and bounded by the route. */
export interface AuthCall {
  readonly query: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
  readonly ipAddress: string | undefined
}

export interface AuthAnswer {
  readonly location: string
  readonly setCookies: readonly string[]
}

/** Authorization parameters that a page may add; next-auth would take any, `redirect_uri` and `scope` included. */
const PASSED_ON = ['login_hint', 'domain_hint', 'prompt', 'claims']

/**
 * Starts a sign-in: answers the way to Entra. The route has checked the Origin, which stands in for next-auth's own
 * double-submitted token: a page that works without JavaScript cannot fetch one.
 */
export async function startSignIn(call: AuthCall): Promise<AuthAnswer> {
  const csrf = newCsrfToken()
  const answer = await callNextAuth(
    {
      method: 'POST',
      action: ['signin', 'azure-ad'],
      query: Object.fromEntries(PASSED_ON.flatMap((name) => passedOn(name, call))),
      cookies: { [cookieNames().csrf]: csrf.cookie },
      body: { csrfToken: csrf.token, callbackUrl: returnUrl(call.body.callbackUrl ?? call.query.callbackUrl) },
    },
    authOptions(newAttempt(call)),
  )
  return answerOf(answer, problemUrl('unavailable'))
}

/** Entra sent the browser back, with a code or with an error. */
export async function finishSignIn(call: AuthCall): Promise<AuthAnswer> {
  const attempt = newAttempt(call)
  if (call.query.error) return refusedByEntra(call, attempt)
  const answer = await callNextAuth(
    { method: 'GET', action: ['callback', 'azure-ad'], query: call.query, cookies: cleanCookies(call), body: {} },
    authOptions(attempt),
  )
  if (attempt.signedIn) return answerOf(answer, `${config().origin}/`, [expired(cookieNames().again)])
  return afterFailure(call, attempt, answer)
}

async function afterFailure(call: AuthCall, attempt: SignInAttempt, answer: NextAuthAnswer): Promise<AuthAnswer> {
  const { failure } = attempt
  const clash = failure === undefined || (failure instanceof PortalError && failure.facts.reason === 'state')
  if (clash) {
    // The browser's checks are gone or are another tab's. If that tab came through, all is well (entra-auth 1.5).
    if (await viewerOf(call.cookies))
      return { location: returnUrl(call.cookies[cookieNames().callbackUrl]), setCookies: [] }
    if (!call.cookies[cookieNames().again]) return startAgain(call)
    return { location: problemUrl('try_again'), setCookies: [...answer.setCookies, expired(cookieNames().again)] }
  }
  log('warn', 'sign_in.failed', { correlationId: attempt.correlationId, ...describeError(failure) })
  const facts = failure instanceof PortalError ? failure.facts : {}
  if (facts.reason !== 'no_role') {
    recordSignIn({
      ...(call.ipAddress ? { ipAddress: call.ipAddress } : {}),
      errorCode: facts.aadsts?.replace('AADSTS', '') ?? facts.reason ?? 'failed',
      failureReason: failure instanceof Error ? failure.message : 'unknown',
      correlationId: attempt.correlationId,
    })
  }
  return {
    location: problemUrl(problemOf(failure), facts.aadsts, attempt.correlationId),
    setCookies: answer.setCookies,
  }
}

/** The Entra session makes the second try silent; the cookie sees to it that there is no third. */
async function startAgain(call: AuthCall): Promise<AuthAnswer> {
  const names = cookieNames()
  const again = await startSignIn({
    ...call,
    query: {},
    body: { callbackUrl: call.cookies[names.callbackUrl] ?? '/' },
  })
  const secure = isSecure() ? '; Secure' : ''
  return {
    ...again,
    setCookies: [...again.setCookies, `${names.again}=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=120${secure}`],
  }
}

/** An error redirect counts only with our own state; anybody can send a browser here without one. */
async function refusedByEntra(call: AuthCall, attempt: SignInAttempt): Promise<AuthAnswer> {
  const names = cookieNames()
  const state = await stateIn(call.cookies[names.state])
  const setCookies = [names.state, names.nonce, names.verifier].map(expired)
  if (!state || !sameText(call.query.state ?? '', state))
    return { location: problemUrl('unsolicited'), setCookies: [] }
  const text = call.query.error_description ?? ''
  const number = aadstsOf(text)
  recordSignIn({
    ...(call.ipAddress ? { ipAddress: call.ipAddress } : {}),
    errorCode: number ?? call.query.error ?? 'failed',
    failureReason: text.split(/\s+Trace ID:/i)[0]?.slice(0, 500) ?? '',
    correlationId: attempt.correlationId,
  })
  const problem = problemOfEntraError(call.query.error ?? '', number)
  return { location: problemUrl(problem, number && `AADSTS${number}`, attempt.correlationId), setCookies }
}

async function stateIn(cookie: string | undefined): Promise<string | undefined> {
  if (!cookie) return undefined
  try {
    const token = await decode({ token: cookie, secret: config().sessionSecret, salt: cookieNames().state })
    return typeof token?.value === 'string' ? token.value : undefined
  } catch (thrown) {
    log('info', 'sign_in.state_unreadable', describeError(thrown))
    return undefined
  }
}

/** Ends the session here and, if asked for, the Microsoft session of this browser. */
export async function endSession(call: AuthCall): Promise<AuthAnswer> {
  const key = await sessionKeyIn(call.cookies)
  if (key) await signOut(key)
  const names = cookieNames()
  const ours = Object.keys(call.cookies).filter((name) => name.startsWith(names.session))
  return {
    location: call.body.microsoft === 'yes' ? microsoftSignOutUrl() : `${config().origin}/sign-in?signedOut=1`,
    setCookies: [...new Set([...ours, names.session, names.callbackUrl])].map(expired),
  }
}

function problemOf(failure: unknown): SignInProblem {
  if (!(failure instanceof PortalError)) return 'unavailable'
  if (failure.facts.reason === 'no_role') return 'no_role'
  if (failure.facts.reason === 'tenant' || failure.facts.reason === 'issuer') return 'other_tenant'
  if (failure.code === 'entra_configuration') return 'configuration'
  if (failure.code === 'entra_unavailable' || failure.code === 'store_unavailable') return 'unavailable'
  return problemOfEntraError(failure.facts.error ?? '', failure.facts.aadsts?.replace('AADSTS', ''))
}

function problemUrl(problem: SignInProblem, aadsts?: string, correlationId?: string): string {
  const url = new URL('/auth-error', config().origin)
  url.searchParams.set('code', problem)
  if (aadsts) url.searchParams.set('detail', aadsts)
  if (correlationId) url.searchParams.set('id', correlationId)
  return url.href
}

function returnUrl(value: string | undefined): string {
  return `${config().origin}${safeReturnPath(value, config().origin)}`
}

/** A hostile callback-url cookie makes next-auth answer 500 on every route: it never sees one (AUTH-6). */
function cleanCookies({ cookies }: AuthCall): Record<string, string> {
  const name = cookieNames().callbackUrl
  return { ...cookies, [name]: returnUrl(cookies[name]) }
}

function passedOn(name: string, { query, body }: AuthCall): [string, string][] {
  const value = body[name] ?? query[name]
  return value ? [[name, value.slice(0, 2_000)]] : []
}

function newAttempt({ ipAddress }: AuthCall): SignInAttempt {
  return { correlationId: crypto.randomUUID(), ipAddress }
}

function newCsrfToken(): { token: string; cookie: string } {
  const token = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(`${token}${config().sessionSecret}`).digest('hex')
  return { token, cookie: `${token}|${hash}` }
}

function expired(name: string): string {
  return `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${isSecure() ? '; Secure' : ''}`
}

function answerOf(answer: NextAuthAnswer, fallback: string, more: readonly string[] = []): AuthAnswer {
  return { location: answer.location ?? fallback, setCookies: [...answer.setCookies, ...more] }
}
