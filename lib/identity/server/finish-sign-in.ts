import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { forgetSignIn } from '@/lib/limits/server/limit-requests'
import { describeError, log } from '@/lib/log'
import { type AuthAnswer, type AuthCall, answerOf, expired, returnUrl, setCookie } from './auth-call'
import { authOptions, newAttempt, type SignInAttempt } from './auth-options'
import { callNextAuth } from './next-auth-call'
import { problemOf, problemUrl } from './problem-url'
import { refusedByEntra } from './refused-by-entra'
import { cookieNames, sessionKeyIn } from './session-cookie'
import type { SignedIn } from './sign-in'
import { signOut } from './sign-out'
import { startSignIn } from './start-sign-in'
import { viewerOf } from './viewer'

/** What Entra sends along with a code. Whatever else stands in the address is not for next-auth. */
const FROM_ENTRA = ['code', 'state', 'session_state']
const AGAIN_MAX_AGE_S = 120

/** Entra sent the browser back, with a code or with an error. */
export async function finishSignIn(call: AuthCall): Promise<AuthAnswer> {
  const answer = await answerTo(call)
  return { ...answer, setCookies: [...answer.setCookies, ...withoutHostileCookie(call)] }
}

async function answerTo(call: AuthCall): Promise<AuthAnswer> {
  const attempt = newAttempt(call.request)
  if (call.query.error) return refusedByEntra(call, attempt)
  const answer = await callNextAuth(
    {
      method: 'GET',
      action: ['callback', 'azure-ad'],
      query: cleanQuery(call),
      cookies: cleanCookies(call),
      body: {},
    },
    authOptions(attempt),
  )
  if (attempt.signedIn) {
    await forgetSignIn(call.request.address)
    const { location, setCookies } = answerOf(answer, `${config().origin}/`)
    const forgetPages = await endReplaced(call, attempt.signedIn)
    return { location, setCookies: [...setCookies, expired(cookieNames().again)], forgetPages }
  }
  const { failure } = attempt
  const clash = failure === undefined || (failure instanceof PortalError && failure.facts.reason === 'state')
  return clash ? afterClash(call, answer.setCookies) : afterFailure(attempt, answer.setCookies)
}

/** This browser's session of before is over. Answers whether it was somebody else's. */
async function endReplaced({ cookies, request }: AuthCall, { personId }: SignedIn): Promise<boolean> {
  const key = await sessionKeyIn(cookies)
  const replaced = key === undefined ? undefined : await signOut(key, request)
  return replaced !== undefined && replaced.personId !== personId
}

/** The browser's checks are gone or are another tab's. If that tab came through, all is well (entra-auth 1.5). */
async function afterClash(call: AuthCall, setCookies: readonly string[]): Promise<AuthAnswer> {
  const names = cookieNames()
  if (await viewerOf(call.cookies)) return { location: returnUrl(call.cookies[names.callbackUrl]), setCookies: [] }
  if (!call.cookies[names.again]) return startAgain(call)
  return { location: problemUrl('try_again'), setCookies: [...setCookies, expired(names.again)] }
}

/** The Entra session makes the second try silent; the cookie sees to it that there is no third. */
async function startAgain(call: AuthCall): Promise<AuthAnswer> {
  const names = cookieNames()
  const again = await startSignIn({
    ...call,
    query: {},
    body: { callbackUrl: call.cookies[names.callbackUrl] ?? '/' },
  })
  return { ...again, setCookies: [...again.setCookies, setCookie(names.again, '1', AGAIN_MAX_AGE_S)] }
}

/** `signIn` has written it into the logs. */
function afterFailure({ failure, correlationId }: SignInAttempt, setCookies: readonly string[]): AuthAnswer {
  log('warn', 'sign_in.failed', { correlationId, ...describeError(failure) })
  const facts = failure instanceof PortalError ? failure.facts : {}
  return { location: problemUrl(problemOf(failure), { aadsts: facts.aadsts, correlationId }), setCookies }
}

function withoutHostileCookie({ cookies }: AuthCall): string[] {
  const name = cookieNames().callbackUrl
  const value = cookies[name]
  return value === undefined || value === returnUrl(value) ? [] : [expired(name)]
}

function cleanQuery({ query }: AuthCall): Record<string, string> {
  return Object.fromEntries(FROM_ENTRA.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))
}

/** A hostile callback-url cookie makes next-auth answer 500 on every route: it never sees one (AUTH-6). */
function cleanCookies({ cookies }: AuthCall): Record<string, string> {
  const name = cookieNames().callbackUrl
  return { ...cookies, [name]: returnUrl(cookies[name]) }
}
