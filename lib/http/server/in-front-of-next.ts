import 'server-only'
import { type IncomingMessage, Server, type ServerResponse } from 'node:http'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { config } from '@/lib/config'
import { readablePath } from '@/lib/http/readable-path'
import { NO_CONTENT_POLICY, SECURITY_HEADERS, STRICT_TRANSPORT } from '@/lib/http/security-headers'
import { countBody } from './bounded-body'
import { duringExchange, type Exchange } from './exchange'
import { speakPlainly } from './plain-words'
import { receiveFiles, refuseLargeFile } from './receive-files'
import { refuseHaste } from './refuse-haste'

/** Files of the build, which say for themselves how long they may be kept; not what leads out of their folder again. */
const FILES = /^\/(_next\/static\/(?!.*(\.\.|%2e))|icon\.svg$)/i
const READS = new Set(['GET', 'HEAD'])
const INSTALLED = Symbol.for('lakeport.http.in-front-of-next')

/**
 * Stands in front of Next for every request of this process: what Next answers by itself, before proxy.ts is asked, has our
 * headers too; addresses that Next fails on are made readable; a page can say with which status it is answered; and
 * what Next says in words of its own is said in ours.
 */
export function standInFrontOfNext(): void {
  const shared = globalThis as { [slot: symbol]: boolean | undefined }
  if (shared[INSTALLED]) return
  shared[INSTALLED] = true
  const emit = Server.prototype.emit
  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
    const pass = (): boolean => Reflect.apply(emit, this, [event, ...args])
    if (event !== 'request') return pass()
    const [request, response] = args as [IncomingMessage, ServerResponse]
    const exchange: Exchange = { request, response, answered: false, acted: false, tooLarge: false, waitMs: 0 }
    return receive(exchange) ? duringExchange(exchange, pass) : true
  }
}

/** False when the answer is given already. */
function receive(exchange: Exchange): boolean {
  const { request, response } = exchange
  request.url = readablePath(request.url ?? '/')
  forgetUnreadableState(request)
  const takesFiles = receiveFiles(exchange)
  // Next's development server answers addresses of its own, which want no policy of ours.
  const isFile = READS.has(request.method ?? '') && FILES.test(request.url)
  if (isFile || !config().production) return true
  if (!takesFiles) countBody(exchange)
  speakPlainly(exchange)
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
  response.setHeader('Content-Security-Policy', NO_CONTENT_POLICY)
  response.setHeader('Cache-Control', 'private, no-store')
  if (config().origin.startsWith('https:')) response.setHeader(...STRICT_TRANSPORT)
  return !refuseUnanswerable(exchange) && !refuseLargeFile(exchange) && !refuseHaste(exchange)
}

/** Where Next's scripts say they are. Next fails on what it cannot read there; without it, it sends the whole page. */
const ROUTER_STATE = 'next-router-state-tree'

function forgetUnreadableState({ headers }: IncomingMessage): void {
  try {
    parseAndValidateFlightRouterState(headers[ROUTER_STATE])
  } catch {
    delete headers[ROUTER_STATE] // who sent it is no script of ours
  }
}

/** True when the answer is given: Next would fail on a TRACE, whose request it cannot show to any handler, and on `*`. */
function refuseUnanswerable({ request, response }: Exchange): boolean {
  const status = request.method === 'TRACE' ? 405 : request.url?.startsWith('*') ? 400 : undefined
  if (status === undefined) return false
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ code: 'invalid_request' }))
  return true
}
