import { type NextRequest, NextResponse } from 'next/server'
import { config as settings } from '@/lib/config'

/**
 * Sets the headers that a browser obeys, and nothing else: who may see what is decided where the data is read. The policy
 * goes on the request as well, where Next finds the nonce for its own scripts; whatever the browser sent there is dropped.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  headers.delete('Content-Security-Policy-Report-Only')
  headers.set('x-nonce', nonce)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('Cache-Control', 'private, no-store')
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
  if (settings().origin.startsWith('https:')) {
    response.headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')
  }
  return response
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
export const config = { matcher: ['/((?!_next/static|icon|favicon).*)'] }
