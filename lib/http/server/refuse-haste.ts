import 'server-only'
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { NO_CONTENT_POLICY } from '@/lib/http/security-headers'
import { REQUEST_ID_HEADER, requestFacts } from '@/lib/identity/server/request-facts'
import { cookieNames } from '@/lib/identity/server/session-cookie'
import { recordTooOften, waitOfSenderMs } from '@/lib/limits/server/limit-requests'
import type { Exchange } from './exchange'
import { tooManyRequests, tooOftenAnswer } from './too-often'

/**
 * Counts each request of a person before anything is done about it, and answers by itself what is too much (REL-6). A form
 * is let through to say it where it stands: nobody loses what they typed. True when the answer is given.
 */
export function refuseHaste(exchange: Exchange): boolean {
  const { request, response } = exchange
  const cookie = cookieIn(request.headers, cookieNames().session)
  const waitMs = waitOfSenderMs(cookie)
  if (waitMs === 0) return false
  if (request.method === 'POST' && !request.url?.startsWith('/api/')) {
    exchange.waitMs = waitMs
    return false
  }
  const path = request.url?.split('?')[0] ?? '/'
  const get = (name: string) => headerOf(request.headers, name)
  const facts = requestFacts({ get: (name) => (name === REQUEST_ID_HEADER ? null : get(name)) }) // the id is ours to make
  response.setHeader(REQUEST_ID_HEADER, facts.id)
  void recordTooOften({ cookie, request: facts, path })
  const nonce = randomBytes(16).toString('base64')
  const asked = { accept: get('accept'), acceptLanguage: get('accept-language'), nonce }
  const { status, headers, body } = tooOftenAnswer(tooManyRequests(waitMs), asked)
  response.setHeader('Content-Security-Policy', `${NO_CONTENT_POLICY}; style-src 'nonce-${nonce}'`)
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
  return true
}

function cookieIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const pairs = headers.cookie?.split(';') ?? []
  return pairs
    .find((pair) => pair.trimStart().startsWith(`${name}=`))
    ?.trim()
    .slice(name.length + 1)
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}
