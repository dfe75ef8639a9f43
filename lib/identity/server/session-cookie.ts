import 'server-only'
import type { CookiesOptions } from 'next-auth'
import { getToken } from 'next-auth/jwt'
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

/**
 * The opaque key in a browser's session cookie. Headers are left out on purpose: next-auth would take the sealed value
 * from `Authorization: Bearer` too (SES-5).
 */
export async function sessionKeyIn(cookies: Readonly<Record<string, string>>): Promise<string | undefined> {
  const names = cookieNames()
  const token = await getToken({
    req: { cookies, headers: {} } as Parameters<typeof getToken>[0]['req'],
    secret: config().sessionSecret,
    cookieName: names.session,
    secureCookie: isSecure(),
  })
  return typeof token?.ses === 'string' && token.ses !== '' ? token.ses : undefined
}
