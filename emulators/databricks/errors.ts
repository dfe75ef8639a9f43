import { randomUUID } from 'node:crypto'
import { type Answer, type Call, html, json } from '../kit/http.ts'

/** An answer that refuses the call, thrown from wherever that is known. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly answer: (call: Call) => Answer

  constructor(message: string, answer: (call: Call) => Answer) {
    super(message)
    this.answer = answer
  }
}

/** The body of most APIs: a text code, and the request id once more among the details. */
export function refusal(status: number, errorCode: string, message: string, headers: Record<string, string> = {}) {
  return new Refusal(message, () => {
    const requestId = randomUUID()
    // `metadata` is not part of RequestInfo; the JavaScript SDK fails on a detail without it.
    const detail = { '@type': 'type.googleapis.com/google.rpc.RequestInfo', request_id: requestId, metadata: {} }
    const body = { error_code: errorCode, message, details: [detail] }
    return json(status, body, { 'x-request-id': requestId, ...headers })
  })
}

export function invalid(message: string): Refusal {
  return refusal(400, 'INVALID_PARAMETER_VALUE', message)
}

export function denied(message: string): Refusal {
  return refusal(403, 'PERMISSION_DENIED', message)
}

/** The body of the gateway's checks of tokens and networks: its `error_code` is a number. */
export function gatewayRefusal(status: number, reason: string, headers: Record<string, string> = {}): Refusal {
  return new Refusal(reason, () => {
    const requestId = randomUUID()
    const body = { error_code: status, message: `${reason} [ReqId: ${requestId}]` }
    return json(status, body, { 'x-request-id': requestId, 'x-databricks-reason-phrase': reason, ...headers })
  })
}

/** The page of the web server in front: older tools meet it for every bad token. */
export function htmlRefusal(status: number, reason: string, headers: Record<string, string> = {}): Refusal {
  return new Refusal(reason, (call) =>
    html(status, errorPage(status, call.path, reason), { 'x-databricks-reason-phrase': reason, ...headers }),
  )
}

export function errorPage(status: number, path: string, reason: string): string {
  return `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<title>Error ${status} ${escapeHtml(reason)}</title>
</head>
<body><h2>HTTP ERROR ${status}</h2>
<p>Problem accessing ${escapeHtml(path)}. Reason:
<pre>    ${escapeHtml(reason)}</pre></p>
</body>
</html>
`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Paths of the API, and of nothing else, answer in JSON; the text leaves the version out. */
export function endpointNotFound(call: Call): Answer {
  if (!call.path.startsWith('/api/')) return htmlRefusal(404, 'Not Found').answer(call)
  const path = call.path.replace(/^\/api\/\d\.\d/, '')
  return refusal(404, 'ENDPOINT_NOT_FOUND', `No API found for '${call.method} ${path}'`).answer(call)
}
