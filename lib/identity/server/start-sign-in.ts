import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { config } from '@/lib/config'
import { type AuthAnswer, type AuthCall, answerOf, returnUrl } from './auth-call'
import { authOptions, newAttempt } from './auth-options'
import { callNextAuth } from './next-auth-call'
import { problemUrl } from './problem-url'
import { cookieNames } from './session-cookie'

/** Authorization parameters that a page may add; next-auth would take any, `redirect_uri` and `scope` included. */
const PASSED_ON = ['login_hint', 'domain_hint', 'prompt', 'claims']
const LONGEST_PARAMETER = 2_000

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
    authOptions(newAttempt(call.request)),
  )
  return answerOf(answer, problemUrl('unavailable'))
}

function passedOn(name: string, { query, body }: AuthCall): [string, string][] {
  const value = body[name] ?? query[name]
  return value ? [[name, value.slice(0, LONGEST_PARAMETER)]] : []
}

/** The token and cookie that next-auth would have made at an earlier request: a value and its hash with the secret. */
function newCsrfToken(): { token: string; cookie: string } {
  const token = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(`${token}${config().sessionSecret}`).digest('hex')
  return { token, cookie: `${token}|${hash}` }
}
