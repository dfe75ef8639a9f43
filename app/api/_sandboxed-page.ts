import 'server-only'
import { answerWithPolicy } from '@/lib/http/server/exchange'

const SANDBOX =
  "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

/**
 * A page that is not ours, shown as one that may do nothing at all: a sandbox without rights and so of no origin, and no script,
 * form or request (IO-9).
 */
export function sandboxedPage(html: string): Response {
  answerWithPolicy(SANDBOX)
  return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}
