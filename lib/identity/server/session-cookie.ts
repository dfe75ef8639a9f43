import 'server-only'
import type { CookiesOptions } from 'next-auth'
import { encode, getToken, type JWT } from 'next-auth/jwt'
import { config } from '@/lib/config'

const CHECKS_MAX_AGE_S = 600

/** `__Host-` names over https; plain ones for http, which `config` accepts on loopback alone (SES-2). */
export function cookieNames() {
  const prefix = isSecure() ? '__Host-' : ''
  return {
    session: `${prefix}next-auth.session-token`,
    callbackUrl: `${prefix}next-auth.callback-url`,
    csrf: `${prefix}next-auth.csrf-token`,
    verifier: `${prefix}next-auth.pkce.code_verifier`,
    state: `${prefix}next-auth.state`,
    nonce: `${prefix}next-auth.nonce`,
    /** Set while a sign-in is being started anew by itself, so that this happens once. */
    again: `${prefix}lakeport.sign-in-again`,
  }
}

export function isSecure(): boolean {
  return config().origin.startsWith('https:')
}

export function authCookies(): Partial<CookiesOptions> {
  const names = cookieNames()
  const options = { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecure() }
  const checks = { ...options, maxAge: CHECKS_MAX_AGE_S }
  return {
    sessionToken: { name: names.session, options },
    callbackUrl: { name: names.callbackUrl, options },
    csrfToken: { name: names.csrf, options },
    pkceCodeVerifier: { name: names.verifier, options: checks },
    state: { name: names.state, options: checks },
    nonce: { name: names.nonce, options: checks },
  }
}

/** The opaque key in a browser's session cookie. */
export async function sessionKeyIn(cookies: Cookies): Promise<string | undefined> {
  const token = await openedCookie(cookies)
  return typeof token?.ses === 'string' && token.ses !== '' ? token.ses : undefined
}

/** The same session cookie around another key, and for how many seconds it is still good. `undefined` for no session. */
export async function withOtherKey(
  cookies: Cookies,
  ses: string,
): Promise<{ value: string; maxAgeS: number } | undefined> {
  const token = await openedCookie(cookies)
  const maxAgeS = Math.floor(Number(token?.exp) - Date.now() / 1000)
  if (!token || !(maxAgeS > 0)) return undefined
  return {
    value: await encode({ token: { ...token, ses }, secret: config().sessionSecret, maxAge: maxAgeS }),
    maxAgeS,
  }
}

type Cookies = Readonly<Record<string, string>>

/**
 * Headers are left out on purpose: next-auth would take the sealed value from `Authorization: Bearer` too (SES-5). So are
 * other cookies: it would join whatever is called like a part of this one, and ours never needs parts.
 */
function openedCookie(cookies: Cookies): Promise<JWT | null> {
  const { session } = cookieNames()
  const own = { [session]: cookies[session] }
  return getToken({
    req: { cookies: own, headers: {} } as unknown as Parameters<typeof getToken>[0]['req'],
    secret: config().sessionSecret,
    cookieName: session,
    secureCookie: isSecure(),
  })
}
