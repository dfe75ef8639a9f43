import 'server-only'
import type { ServerResponse } from 'node:http'
import { STATUS_OF } from '@/lib/errors'
import { plainPage } from '@/lib/http/plain-page'
import { languageFor, type Words } from '@/lib/language/words'
import { log } from '@/lib/log'
import { newId } from '@/lib/new-id'
import type { Exchange } from './exchange'

/** Set by Next where a build does not have the action that a page of another build asks for. */
const NO_SUCH_ACTION = 'x-nextjs-action-not-found'

interface Instead {
  readonly status: number
  /** Not given where scripts asked, and read the status alone. */
  readonly words?: { readonly title: string; readonly text: string; readonly links: 'reload' | 'reload-and-runs' }
}

/**
 * Watches an answer of Next's own making. Where Next would fail on a form that no page of ours can have sent, the request is
 * at fault, not the portal; and where it would answer a person with an empty document or in its own words, they get ours.
 */
export function speakPlainly(exchange: Exchange): void {
  const { response } = exchange
  const { writeHead, write, end } = response
  let body: string | undefined
  let decided = false
  const decide = (): void => {
    if (decided) return
    decided = true
    body = putInstead(exchange)
  }
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    response.statusCode = status
    decide()
    return Reflect.apply(writeHead, response, [response.statusCode, ...(body === undefined ? rest : [])])
  }) as typeof response.writeHead
  response.write = ((...args: unknown[]) => {
    decide()
    return body === undefined ? Reflect.apply(write, response, args) : true
  }) as typeof response.write
  response.end = ((...args: unknown[]) => {
    decide()
    return Reflect.apply(end, response, body === undefined ? args : [body])
  }) as typeof response.end
}

/** Answers the body to send instead, once the head is changed for it. */
function putInstead(exchange: Exchange): string | undefined {
  const { request, response } = exchange
  const { code: language, words } = languageFor(request.headers['accept-language'] ?? null)
  const instead = insteadOf(exchange, words)
  if (!instead) return undefined
  response.statusCode = instead.status
  if (!instead.words) return undefined
  const { links, ...said } = instead.words
  const { problem } = words
  const reload = { label: problem.reload, href: '' }
  const body = plainPage({
    ...said,
    language,
    links: links === 'reload' ? [reload] : [reload, { label: problem.myRuns, href: '/runs' }],
    nonce: nonceOf(response),
  })
  for (const name of ['content-encoding', 'etag', 'transfer-encoding']) response.removeHeader(name)
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(body))
  return body
}

function insteadOf(exchange: Exchange, { problem, errors }: Words): Instead | undefined {
  const { request, response, answered, acted, tooLarge } = exchange
  const byScript = request.headers['next-action'] !== undefined || request.headers.rsc !== undefined
  if (response.hasHeader(NO_SUCH_ACTION) && !byScript) {
    const words = { title: problem.outdatedTitle, text: problem.outdatedText, links: 'reload' } as const
    return { status: STATUS_OF.conflict, words }
  }
  if (response.statusCode < 500 || answered || isOfFormRoute(request.url)) return undefined
  if (request.method === 'POST' && !acted) {
    const code = tooLarge ? 'payload_too_large' : 'invalid_request'
    const { title, next } = errors[code]({})
    return { status: STATUS_OF[code], ...(!byScript && { words: { title, text: next, links: 'reload' } }) }
  }
  // Nobody is there any more to whom it would matter, or a route of ours has said it in JSON.
  if (byScript || request.errored || request.url?.startsWith('/api/')) return undefined
  const reference = newId()
  log('error', 'answer.failed', { reference, path: request.url?.split('?')[0] })
  const text = `${problem.brokenText} ${problem.reference(reference)}`
  return { status: 500, words: { title: problem.brokenTitle, text, links: 'reload-and-runs' } }
}

/** The routes that take forms answer for themselves. To other addresses below /api/ nobody posts, and Next fails on it. */
function isOfFormRoute(url = '/'): boolean {
  return URL.canParse(url, 'http://x') && new URL(url, 'http://x').pathname.startsWith('/api/auth/')
}

/** proxy.ts has put one into the policy; an answer that it never saw has none, and its style is left out. */
function nonceOf(response: ServerResponse): string {
  return /'nonce-([^']+)'/.exec(String(response.getHeader('content-security-policy')))?.[1] ?? ''
}
