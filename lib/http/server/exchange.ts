import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PortalError } from '@/lib/errors'
import type { PostedFile } from '@/lib/flows/posted-file'
import { retryAfterSeconds, tooManyRequests } from './too-often'

/** One request and its answer, as Node has them, and what became known of them meanwhile. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** A page or an action of ours has said with which status it is answered. */
  answered: boolean
  /** Why the action that was posted was not done. */
  refusal?: PortalError
  /** An action of ours was reached: whatever fails from then on is no fault of the request. */
  acted: boolean
  /** More came than any form of ours holds. */
  tooLarge: boolean
  /** The files of a form that may bring some. */
  files?: { files(): AsyncIterable<PostedFile> }
  /** Of a form that came too often (REL-6): how long, ms, its person has to wait. */
  waitMs: number
}

/** Next evaluates this module once for each bundle; all of them mean the same request. */
const SLOT = Symbol.for('lakeport.http.exchange')
const shared = globalThis as { [slot: symbol]: AsyncLocalStorage<Exchange> | undefined }

/** Runs what answers a request, so that whatever it calls can say which status the answer has. */
export function duringExchange<T>(exchange: Exchange, work: () => T): T {
  shared[SLOT] ??= new AsyncLocalStorage<Exchange>()
  return shared[SLOT].run(exchange, work)
}

/**
 * Gives the answer under way this status. A page cannot say it to Next otherwise than by throwing, and then Next sends a
 * document without a word in it, to be filled by scripts. A page's data for scripts keeps 200: they show what the page says.
 * `retryAfterMs` is the fact of that name, of an error that has one.
 */
export function answerWith(status: number, retryAfterMs?: string): void {
  const exchange = shared[SLOT]?.getStore()
  if (!exchange || exchange.response.headersSent) return
  exchange.answered = true
  if (retryAfterMs) exchange.response.setHeader('Retry-After', retryAfterSeconds(retryAfterMs))
  if (exchange.request.headers.rsc === undefined) exchange.response.statusCode = status
}

/** Says why the action under way was not done: the page that is drawn after it tells. */
export function tellRefusal(error: PortalError): void {
  const exchange = shared[SLOT]?.getStore()
  if (exchange) exchange.refusal = error
}

/** Why the action was not done that led to the page under way. */
export function toldRefusal(): PortalError | undefined {
  return shared[SLOT]?.getStore()?.refusal
}

/**
 * Gives the answer under way this content security policy. Next keeps the one that stands on an answer already, so what a
 * route handler says in its own headers would come to nothing.
 * @throws Error outside of a request: the answer would go out with more rights than it may have
 */
export function answerWithPolicy(policy: string): void {
  const exchange = shared[SLOT]?.getStore()
  if (!exchange) throw new Error('There is no answer under way to give a policy to.')
  exchange.response.setHeader('Content-Security-Policy', policy)
}

/** The files of the form under way, as they arrive; `undefined` for a request that cannot bring any. */
export function postedFiles(): AsyncIterable<PostedFile> | undefined {
  return shared[SLOT]?.getStore()?.files?.files()
}

/** Whether more came than any form of ours holds. */
export function isTooLarge(): boolean {
  return shared[SLOT]?.getStore()?.tooLarge === true
}

/** Whether scripts posted the form under way: they show what the action answers, where it stands. */
export function isPostedByScript(): boolean {
  return shared[SLOT]?.getStore()?.request.headers['next-action'] !== undefined
}

/** Said by every action once it is reached. @throws PortalError too_many_requests: it says so in its form, which keeps what was typed */
export function markActed(): void {
  const exchange = shared[SLOT]?.getStore()
  if (!exchange) return
  exchange.acted = true
  if (exchange.waitMs > 0) throw tooManyRequests(exchange.waitMs)
}
