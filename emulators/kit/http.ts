import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseExact, stringifyExact } from './exact-json.ts'

/** One request as a route sees it: the body is read, `params` are the `:name` parts of its path, decoded. */
export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  params: Record<string, string>
  text(): string
  form(): URLSearchParams
  /** Integers past 2^53 come as bigint. @throws SyntaxError */
  json(): unknown
}

export interface Answer {
  status: number
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

export interface Route {
  method: string
  /** `/a/:id`: a colon names one path segment. `/a/*rest`, at the end, all that are left. */
  path: string
  handle(call: Call): Answer | Promise<Answer>
}

type Headers = NonNullable<Answer['headers']>

/** Writes bigint as a JSON number. */
export function json(status: number, value: unknown, headers: Headers = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: stringifyExact(value),
  }
}

export function html(status: number, markup: string, headers: Headers = {}): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: markup }
}

export function redirect(location: string, status = 302, headers: Headers = {}): Answer {
  return { status, headers: { location, ...headers } }
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

const MAX_BODY_BYTES = 64 * 1024 * 1024

/** Reads the whole request. @throws BodyTooLarge past 64 MiB, TypeError for a request line that is no URL */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(`http://emulator${request.url ?? '/'}`)
  const body = await readBody(request)
  const text = () => body.toString('utf8')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    params: {},
    text,
    form: () => new URLSearchParams(text()),
    json: () => parseExact(text()),
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new BodyTooLarge(`A body of more than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
