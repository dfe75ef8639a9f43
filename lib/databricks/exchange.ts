import 'server-only'
import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { type Body, readBody } from './body'
import { exchangeFailure } from './failure'
import type { Workspace } from './workspace'

/** One HTTP request, ready to be sent. */
export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  /** Text is JSON; bytes are sent as they come. */
  readonly body?: string | AsyncIterable<Uint8Array> | undefined
  /** Beside those that every request has, which none of these replaces. Names in small letters. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Whatever the other side said, not yet believed. */
export interface RawAnswer extends Body {
  readonly status: number
  readonly headers: IncomingHttpHeaders
}

export const USER_AGENT = `lakeport/0.1.0 nodejs/${process.versions.node} os/${process.platform} auth/entra-oauth`

/**
 * Sends one request and reads its answer, whatever its status. Redirects are answers here: nothing is followed.
 * @throws PortalError databricks_unreachable, databricks_configuration, databricks_odd_answer
 */
export async function exchange(workspace: Workspace, request: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  return send(workspace.dispatcher(), { ...request, headers: headersFor(workspace, request) }, signal)
}

/** The same with the headers that are given, and no token. */
export async function send(dispatcher: Dispatcher, request: Exchange, signal: AbortSignal): Promise<RawAnswer> {
  const progress = { sent: false, answered: false }
  try {
    const answer = await noting(dispatcher, progress).request({
      method: request.method,
      path: request.path,
      headers: request.headers ?? {},
      body:
        typeof request.body === 'object'
          ? Readable.from(request.body, { objectMode: false })
          : (request.body ?? null),
      signal,
    })
    progress.answered = true
    const body = await readBody(answer.body, headerOf(answer.headers, 'content-encoding'))
    return { status: answer.statusCode, headers: answer.headers, ...body }
  } catch (error) {
    throw exchangeFailure(error, progress)
  }
}

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

function headersFor(workspace: Workspace, { body, headers }: Exchange): Record<string, string> {
  return {
    ...headers,
    authorization: workspace.authorization(),
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': USER_AGENT,
    ...(body !== undefined && {
      'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
    }),
  }
}

/** Notes the moment before the first byte of the request leaves: until then nobody can have received it. */
function noting(dispatcher: Dispatcher, progress: { sent: boolean }): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    return dispatch(options, {
      onRequestStart(controller, context) {
        progress.sent = true
        handler.onRequestStart?.(controller, context)
      },
      onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    })
  })
}
