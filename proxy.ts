import { type NextRequest, NextResponse } from 'next/server'
import { config as settings } from '@/lib/config'
import { WORKSPACE_ZONES } from '@/lib/connectors/workspace-zones'
import { type ErrorCode, STATUS_OF } from '@/lib/errors'
import { MOST_FORM_BYTES } from '@/lib/http/form-limits'
import { plainPage } from '@/lib/http/plain-page'
import { SECURITY_HEADERS, STRICT_TRANSPORT } from '@/lib/http/security-headers'
import { recordForeignRequest } from '@/lib/identity/server/record-foreign-request'
import { REQUEST_ID_HEADER } from '@/lib/identity/server/request-facts'
import { isSameOrigin } from '@/lib/identity/server/same-origin'
import { languageFor } from '@/lib/language/words'

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
    ? refusal(request, problem, nonce)
    : NextResponse.next({ request: { headers: inner(request, policy) } })
  response.headers.set('Content-Security-Policy', policy)
  if (!ICONS.test(request.nextUrl.pathname)) response.headers.set('Cache-Control', 'private, no-store')
  response.headers.set(REQUEST_ID_HEADER, request.headers.get(REQUEST_ID_HEADER) ?? '')
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
  if (settings().origin.startsWith('https:')) response.headers.set(...STRICT_TRANSPORT)
  return response
}

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Next alone compares the Origin of an action with headers that anyone may send, and lets one without pass (WEB-1). A form
 * that says how large it is need not be read to be refused; others are counted by whoever reads them (IO-2). Pages take forms
 * with an action, and nothing else (WEB-2).
 */
function problemOf({ method, headers, nextUrl }: NextRequest): ErrorCode | undefined {
  if (CHANGES_NOTHING.has(method)) return undefined
  if (!isSameOrigin(headers)) return 'origin_refused'
  if (Number(headers.get('content-length')) > MOST_FORM_BYTES) return 'payload_too_large'
  if (headers.has('content-encoding')) return 'wrong_media_type'
  return nextUrl.pathname.startsWith('/api/') || isActionForm(headers) ? undefined : 'wrong_media_type'
}

/** A browser without scripts posts `multipart/form-data`; Next's scripts do too, or send plain text with the action's id. */
function isActionForm(headers: Headers): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(';')
  const kind = type.trim().toLowerCase()
  return kind === 'multipart/form-data' || (kind === 'text/plain' && headers.has('next-action'))
}

/** In words for a person whose browser asked for a page, else by its code. */
function refusal({ headers }: NextRequest, code: ErrorCode, nonce: string): NextResponse {
  const status = STATUS_OF[code]
  if (!headers.get('accept')?.includes('text/html')) return NextResponse.json({ code }, { status })
  const { code: language, words } = languageFor(headers.get('accept-language'))
  const { title, next } = words.errors[code]({})
  const links = [{ label: words.problem.reload, href: '' }]
  const body = plainPage({ language, title, text: next, links, nonce })
  return new NextResponse(body, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
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

function contentSecurityPolicy(nonce: string): string {
  // Next's development overlay brings styles without a nonce and evaluates code.
  const { production, authorityHost, allowedHosts } = settings()
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
    // Where people are sent to sign in, by a form when they have no scripts: Microsoft, or the workspaces themselves.
    ['form-action', "'self'", authorityHost, ...WORKSPACES, ...allowedHosts].join(' '),
  ].join('; ')
}

const WORKSPACES = WORKSPACE_ZONES.map((zone) => `https://*${zone}`)

/** Kept by browsers, as next.config.js says; an address that only looks like it leads to a page that is not there. */
const ICONS = /^\/icons\.[^/]+\.svg$/

/** Everything but the files that a build makes, which are the same for everybody. */
export const config = { matcher: ['/((?!_next/static/|icon\\.svg$).*)'] }
