import 'server-only'
import { decode } from 'next-auth/jwt'
import { config } from '@/lib/config'
import { sameText } from '@/lib/entra/id-token'
import { aadstsOf, problemOfEntraError } from '@/lib/identity/sign-in-problem'
import { describeError, log } from '@/lib/log'
import { type AuthAnswer, type AuthCall, expired } from './auth-call'
import type { SignInAttempt } from './auth-options'
import { problemUrl } from './problem-url'
import { recordRefusedSignIn } from './record-refused-sign-in'
import { cookieNames } from './session-cookie'

const LONGEST_REASON = 500
const LONGEST_CODE = 64

/** An error redirect counts only with our own state; anybody can send a browser here without one. */
export async function refusedByEntra(call: AuthCall, { correlationId }: SignInAttempt): Promise<AuthAnswer> {
  const { query, cookies, request } = call
  const names = cookieNames()
  const state = await stateIn(cookies[names.state])
  if (!state || !sameText(query.state ?? '', state)) return { location: problemUrl('unsolicited'), setCookies: [] }
  const text = query.error_description ?? ''
  const number = aadstsOf(text)
  await recordRefusedSignIn({
    request,
    reason: number ?? (query.error ?? 'failed').slice(0, LONGEST_CODE),
    sentence: text.split(/\s+Trace ID:/i)[0]?.slice(0, LONGEST_REASON) ?? '',
    correlationId,
  })
  const problem = problemOfEntraError(query.error ?? '', number)
  return {
    location: problemUrl(problem, { aadsts: number && `AADSTS${number}`, correlationId }),
    setCookies: [names.state, names.nonce, names.verifier].map(expired),
  }
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
