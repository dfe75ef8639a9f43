import 'server-only'
import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import { exchange } from './exchange'
import { type Health, healthOf } from './health'
import { type Right, refusal } from './refusal'
import { PATIENT, type Pace, type RetryPolicy, systemPace, withRetries } from './retry'
import { readSuccess } from './success'
import type { Workspace } from './workspace'

/** One call of the API, as far as it is the same for every use of it. */
export interface Endpoint<T> {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly right: Right
  readonly answer: z.ZodType<T>
  /** A POST that may be sent twice: it carries an idempotency token, or its second time changes nothing. */
  readonly repeatable?: boolean
  /** For the call with all its tries, 30 s if not given. */
  readonly callMs?: number
}

export interface CallOptions {
  readonly retry?: RetryPolicy
  readonly signal?: AbortSignal
  readonly pace?: Pace
}

export interface Parameters {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: Readonly<Record<string, unknown>>
}

export interface Answered<T> {
  readonly value: T
  readonly headers: IncomingHttpHeaders
}

const CALL_MS = 30_000
const ONCE: RetryPolicy = { attempts: 1, windowMs: 0 }

/** Calls the workspace as its person. @throws PortalError with one of the databricks_ codes, and `facts.arrived` */
export async function request<T>(
  workspace: Workspace,
  endpoint: Endpoint<T>,
  parameters: Parameters,
  { retry = PATIENT, signal: stop, pace = systemPace }: CallOptions = {},
): Promise<Answered<T>> {
  const { method, path, right } = endpoint
  const deadline = AbortSignal.timeout(endpoint.callMs ?? CALL_MS)
  const signal = stop ? AbortSignal.any([deadline, stop]) : deadline
  const sent = { method, path: path + queryText(parameters.query), body: bodyText(parameters.body) }
  const asked = { path, right, origin: workspace.origin, redact: (text: string) => workspace.redact(text) }
  const attempt = async () => {
    const answer = await exchange(workspace, sent, signal)
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, { ...asked, now: pace.now() })
    return { value: readSuccess(answer, endpoint.answer), headers: answer.headers }
  }
  const health = healthOf(workspace.origin)
  health.earn()
  const policy = method === 'GET' || endpoint.repeatable ? retry : ONCE
  const spendRetry = () => health.spendRetry()
  return withRetries(() => watched(health, pace, attempt), { policy, pace, signal, spendRetry })
}

/** One try, with what it says about the workspace kept for all. */
async function watched<T>(health: Health, pace: Pace, attempt: () => Promise<T>): Promise<T> {
  health.enter(pace.now())
  try {
    const answer = await attempt()
    health.settle(undefined, pace.now())
    return answer
  } catch (error) {
    health.settle(error, pace.now())
    throw error
  }
}

function queryText(query: Parameters['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}

/** Fields that are undefined are left out by JSON itself. */
function bodyText(body: Parameters['body']): string | undefined {
  return body && JSON.stringify(body)
}
