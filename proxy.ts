import { type NextRequest, NextResponse } from 'next/server'
import { config as settings } from '@/lib/config'
import { STATUS_OF } from '@/lib/errors'
import { recordForeignRequest } from '@/lib/identity/server/record-foreign-request'
import { REQUEST_ID_HEADER } from '@/lib/identity/server/request-facts'
import { isSameOrigin } from '@/lib/identity/server/same-origin'

/**
 * Sets the headers that a browser obeys, and turns away what another site had a browser send, or what is too large. It
 * guards nothing else: who may see what is decided where the data is read, and an action asks for the origin itself as
 * well. Each request gets an id of ours, which its answer names and the audit log too. The policy goes on the request too, where Next finds the nonce for its own scripts; whatever the browser sent
 * there is dropped.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  request.headers.set(REQUEST_ID_HEADER, crypto.randomUUID())
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce)
  const problem = problemOf(request)
  if (problem === 'origin_refused') await recordForeign(request)
  const response = problem
    ? NextResponse.json({ code: problem }, { status: STATUS_OF[problem] })
    : NextResponse.next({ request: { headers: inner(request, policy) } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('Cache-Control', 'private, no-store')
  response.headers.set(REQUEST_ID_HEADER, request.headers.get(REQUEST_ID_HEADER) ?? '')
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
  if (settings().origin.startsWith('https:')) {
    response.headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')
  }
  return response
}

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])
const MOST_FORM_BYTES = 65_536

/**
 * Next alone compares the Origin of an action with headers that anyone may send, and lets one without pass (WEB-1). A form
 * that says how large it is need not be read to be refused; others are counted by whoever reads them (IO-2).
 */
function problemOf({ method, headers }: NextRequest): 'origin_refused' | 'payload_too_large' | undefined {
  if (CHANGES_NOTHING.has(method)) return undefined
  if (!isSameOrigin(headers)) return 'origin_refused'
  return Number(headers.get('content-length')) > MOST_FORM_BYTES ? 'payload_too_large' : undefined
}

function recordForeign({ headers, cookies, nextUrl }: NextRequest): Promise<void> {
  const values = Object.fromEntries(cookies.getAll().map(({ name, value }) => [name, value]))
  return recordForeignRequest({ headers, cookies: values, path: nextUrl.pathname })
}

function inner(request: NextRequest, policy: string): Headers {
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  headers.delete('Content-Security-Policy-Report-Only')
  return headers
}

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

function contentSecurityPolicy(nonce: string): string {
  // Next's development overlay brings styles without a nonce and evaluates code.
  const { production, authorityHost } = settings()
  const scripts = production ? '' : " 'unsafe-eval'"
  const styles = production ? `'self' 'nonce-${nonce}'` : "'self' 'unsafe-inline'"
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${scripts}`,
    `style-src ${styles}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${authorityHost}`,
  ].join('; ')
}

/** Everything but the files that a build makes and the icons, which are the same for everybody. */
export const config = { matcher: ['/((?!_next/static/|icon\\.svg$|icons\\.[^/]+\\.svg$).*)'] }
