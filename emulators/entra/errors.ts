import { randomUUID } from 'node:crypto'
import { type Answer, type Call, json } from '../kit/http.ts'
import { MEANINGS, type Meaning } from './aadsts.ts'

export type AadNumber = keyof typeof MEANINGS

interface Extra {
  error?: string
  claims?: string
}

/** A refusal in Entra's words; `values` fill the text's places. */
export class AadError extends Error {
  override readonly name = 'AadError'
  readonly number: AadNumber
  readonly error: string
  readonly status: number
  readonly suberror: string | undefined
  readonly claims: string | undefined

  constructor(number: AadNumber, values: Record<string, string> = {}, extra: Extra = {}) {
    const meaning: Meaning = MEANINGS[number]
    super(`AADSTS${number}: ${meaning.text.replace(/\{(\w+)\}/g, (_place, name: string) => values[name] ?? '')}`)
    this.number = number
    this.error = extra.error ?? meaning.error
    this.status = meaning.status ?? 400
    this.suberror = meaning.suberror
    this.claims = extra.claims
  }
}

/** The ids under which one failure can be found again. */
export interface Trace {
  traceId: string
  correlationId: string
  /** `YYYY-MM-DD HH:MM:SSZ`. */
  timestamp: string
}

/** `client-request-id` comes as a header, in the query or in the body, and is echoed. */
export function traceOf(call: Call, now: number): Trace {
  const header = call.headers['client-request-id']
  const asked = (typeof header === 'string' ? header : call.query.get('client-request-id')) ?? inForm(call)
  return {
    traceId: randomUUID(),
    correlationId: asked && /^[0-9a-f-]{36}$/i.test(asked) ? asked : randomUUID(),
    timestamp: new Date(now).toISOString().replace('T', ' ').slice(0, 19).concat('Z'),
  }
}

function inForm(call: Call): string | null {
  return call.method === 'POST' ? call.form().get('client-request-id') : null
}

export function describe(error: AadError, { traceId, correlationId, timestamp }: Trace): string {
  return `${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
}

export function errorUri(origin: string, error: AadError): string {
  return `${origin}/error?code=${error.number}`
}

/** The token endpoint's error answer. */
export function errorAnswer(error: AadError, trace: Trace, origin: string): Answer {
  const body = {
    error: error.error,
    error_description: describe(error, trace),
    error_codes: [error.number],
    timestamp: trace.timestamp,
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
    error_uri: errorUri(origin, error),
    ...(error.suberror !== undefined && { suberror: error.suberror }),
    ...(error.claims !== undefined && { claims: error.claims }),
  }
  return json(error.status, body, { 'x-ms-request-id': trace.traceId, 'cache-control': 'no-store' })
}
