import 'server-only'
import { refresh } from 'next/cache'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { PortalError, STATUS_OF } from '@/lib/errors'
import { answerWith, isPostedByScript, markActed, tellRefusal } from '@/lib/http/server/exchange'
import { retryAfterSeconds } from '@/lib/http/server/too-often'
import { recordForeignRequest } from '@/lib/identity/server/record-foreign-request'
import { requestFacts } from '@/lib/identity/server/request-facts'
import { isSameOrigin } from '@/lib/identity/server/same-origin'
import { type OpenSession, sessionOf } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { isTimeZone } from '@/lib/language/format'
import { type Language, languageFor, type Words } from '@/lib/language/words'
import { describeError, log } from '@/lib/log'
import type { Bell } from '@/lib/notices/notice'

/** The session of the request, looked up once. @throws PortalError rights_unchecked */
const currentSession = cache(async (): Promise<OpenSession | undefined> => {
  const session = await sessionOf(await cookieValues())
  return session && { ...session, viewer: { ...session.viewer, request: requestFacts(await headers()) } }
})

/** Who asks. Nobody, while it cannot be checked what they may do: for what is shown to everybody. */
export async function currentViewer(): Promise<Viewer | undefined> {
  const tried = await attempt(currentSession)
  if (tried.ok) return tried.value?.viewer
  if (tried.error.code === 'rights_unchecked') return undefined
  throw tried.error
}

/** What the bell shows to who asks. */
export async function currentBell(): Promise<Bell> {
  return (await currentSession())?.bell ?? { unread: 0, underWay: false }
}

export async function cookieValues(): Promise<Record<string, string>> {
  return Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]))
}

/** For pages: who is not signed in goes to the sign-in page, and from there back to `path`. */
export async function pageViewer(path: string): Promise<Viewer> {
  const back = new URLSearchParams({ callbackUrl: path })
  const tried = await attempt(currentSession)
  if (!tried.ok && tried.error.code === 'rights_unchecked') redirect('/auth-error?code=rights_unchecked')
  if (!tried.ok) throw tried.error
  if (!tried.value) redirect(`/sign-in?${back}`)
  // A page cannot set a cookie, so it sends the browser where one can be set.
  if (tried.value.keyDue) redirect(`/api/auth/renew?${back}`)
  return tried.value.viewer
}

/** For actions and route handlers. @throws PortalError sign_in_required, rights_unchecked */
export async function requireViewer(): Promise<Viewer> {
  const session = await currentSession()
  if (!session) throw new PortalError('sign_in_required', 'Nobody is signed in.')
  return session.viewer
}

/**
 * For server actions: not too often (REL-6), signed in, and sent from a page of ours (WEB-1).
 * @throws PortalError too_many_requests, origin_refused, sign_in_required
 */
export async function requireActor(): Promise<Viewer> {
  markActed()
  if (isSameOrigin(await headers())) return requireViewer()
  await recordForeignRequest({ headers: await headers(), cookies: await cookieValues(), path: 'action' })
  throw new PortalError('origin_refused', 'The request came from elsewhere.')
}

export const currentLanguage = cache(
  async (): Promise<Language> => languageFor((await headers()).get('accept-language')),
)

export async function currentWords(): Promise<Words> {
  return (await currentLanguage()).words
}

/** The viewer's time zone, from a cookie that the browser sets; UTC until then. */
export async function currentTimeZone(): Promise<string> {
  const zone = (await cookies()).get('tz')?.value ?? ''
  return isTimeZone(zone) ? zone : 'UTC'
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: PortalError }

/** What a use case answered, or how it failed on purpose; anything else is thrown on. */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (thrown) {
    if (thrown instanceof PortalError) return { ok: false, error: thrown }
    throw thrown
  }
}

/**
 * For actions whose answer is where they lead. One that is refused changes nothing: the page comes back as it is now, with the
 * refusal's status and its words, and who is not signed in goes to the sign-in page.
 */
export async function actOn(work: () => Promise<void>): Promise<void> {
  const done = await attempt(work)
  if (done.ok) return
  if (done.error.code === 'sign_in_required') redirect('/sign-in')
  answerWith(STATUS_OF[done.error.code], done.error.facts.retryAfterMs)
  tellRefusal(done.error)
  if (isPostedByScript()) refresh()
}

/** How a route says that it failed; nothing is known of what nobody foresaw. */
export type Refuse = (error: PortalError | undefined) => Response | Promise<Response>

/** A route's answer, or the error's status with its code and nothing more, as JSON where nobody says otherwise. */
export async function respond(work: () => Promise<Response>, refuse: Refuse = inJson): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof PortalError) return refuse(thrown)
    log('error', 'route.failed', describeError(thrown))
    return refuse(undefined)
  }
}

export function inJson(error: PortalError | undefined): Response {
  if (!error) return Response.json({ code: 'internal_error' }, { status: 500 })
  const { code } = error
  return Response.json({ code }, { status: STATUS_OF[code], headers: waitOf(error) })
}

/** The header that says how long to wait, where the error does. */
export function waitOf({ facts: { retryAfterMs } }: PortalError): { 'Retry-After'?: string } {
  return retryAfterMs ? { 'Retry-After': retryAfterSeconds(retryAfterMs) } : {}
}
