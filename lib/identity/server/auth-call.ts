import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { config } from '@/lib/config'
import { safeReturnPath } from '@/lib/identity/return-path'
import type { NextAuthAnswer } from './next-auth-call'
import { isSecure } from './session-cookie'

/** What a browser sent to /api/auth: the texts that its address and form know, read and bounded by the route. */
export interface AuthCall {
  readonly query: Readonly<Record<string, string | undefined>>
  readonly cookies: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string | undefined>>
  readonly request: RequestFacts
}

/** Where the browser goes next. Every call of /api/auth ends in a redirect. */
export interface AuthAnswer {
  readonly location: string
  readonly setCookies: readonly string[]
  /** Another person may sit there next: the browser drops what it kept of our pages (SES-7). */
  readonly forgetPages?: boolean
}

/** A page of ours for next-auth to go to afterwards, whatever was asked for (AUTH-6). */
export function returnUrl(value: string | undefined): string {
  const { origin } = config()
  return `${origin}${safeReturnPath(value, origin)}`
}

export function answerOf({ location, setCookies }: NextAuthAnswer, fallback: string): AuthAnswer {
  return { location: location ?? fallback, setCookies }
}

/** A `Set-Cookie` in the way of next-auth's own (SES-2). */
export function setCookie(name: string, value: string, maxAgeS: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${isSecure() ? '; Secure' : ''}`
}

export function expired(name: string): string {
  return setCookie(name, '', 0)
}
