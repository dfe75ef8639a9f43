import 'server-only'
import { IncomingMessage } from 'node:http'
import { config } from '@/lib/config'
import { STATUS_OF } from '@/lib/errors'
import { MOST_FORM_BYTES } from '@/lib/http/form-limits'
import { plainPage } from '@/lib/http/plain-page'
import { languageFor } from '@/lib/language/words'
import type { Exchange } from './exchange'
import { SplitForm } from './split-form'

/** The one address that takes files. */
const PRESSES = '/api/presses'
const BOUNDARY = /^multipart\/form-data;(?:.*;)?\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i

/** What a request that may bring files says of itself; `undefined` for another one. */
function saidOf({ headers, method, url = '/' }: IncomingMessage) {
  const [, quoted, plain] = BOUNDARY.exec(headers['content-type'] ?? '') ?? []
  const boundary = quoted ?? plain
  if (method !== 'POST' || url.split('?')[0] !== PRESSES || boundary === undefined) return undefined
  return { boundary, bytes: Number(headers['content-length']) }
}

/** The largest file, and the fields around it. */
function mostBytes(): number {
  return config().largestUploadBytes + MOST_FORM_BYTES
}

/** Refuses what says that it is larger than a file may be, before any of it is read (IO-2). True when the answer is given. */
export function refuseLargeFile({ request, response }: Exchange): boolean {
  const { largestUploadBytes } = config()
  const said = saidOf(request)
  if (!said || !(said.bytes > mostBytes())) return false
  const status = STATUS_OF.payload_too_large
  if (!request.headers.accept?.includes('text/html')) {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ code: 'payload_too_large' }))
    return true
  }
  const { code: language, words } = languageFor(request.headers['accept-language'] ?? null)
  const title = words.flow.notStarted
  const text = `${words.errors.payload_too_large({}).title} ${words.flow.fileAtMost(largestUploadBytes / 1_000_000)}`
  const links = [{ label: words.problem.myRuns, href: '/runs' }]
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' })
  response.end(plainPage({ language, title, text, links, nonce: '' }))
  return true
}

/**
 * Keeps the files of a form away from Next, which would gather them in memory and cut them: it is given the fields alone, and the
 * files are read where they are wanted, while they arrive. False for a request that brings none, or that does not say how large
 * it is.
 */
export function receiveFiles(exchange: Exchange): boolean {
  const { request, response } = exchange
  const { headers } = request
  const said = saidOf(request)
  if (!said || !(said.bytes > 0 && said.bytes <= mostBytes()) || headers['content-encoding'] !== undefined)
    return false
  const push = request.push.bind(request)
  const split = new SplitForm(said.boundary, {
    form: (part) => void push(part),
    // As Node itself goes on reading a request.
    more: () => IncomingMessage.prototype._read.call(request, 0),
  })
  const take = (chunk: Buffer | null) => {
    const wants = split.feed(chunk)
    exchange.tooLarge = split.tooLarge
    return wants
  }
  // Once it has read the fields, Next puts the parts of a stream of its own into the request: what still comes is not for that.
  lay(request, 'push', take)
  // To Next the request is over with its fields; a request that is over closes its connection where more is to come.
  lay(request, '_destroy', (_error: Error | null, done: () => void) => done())
  // What Next is given is the fields alone, which are counted as they come.
  delete headers['content-length']
  response.once('close', () => split.discard())
  exchange.files = split
  return true
}

/** For good: nobody puts another one in its place. */
function lay(request: IncomingMessage, name: 'push' | '_destroy', method: unknown): void {
  Object.defineProperty(request, name, { get: () => method, set: () => undefined })
}
