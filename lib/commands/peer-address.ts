import { subscribe } from 'node:diagnostics_channel'

/**
 * Loaded with `--import` before Next's server: Next shows no handler the socket of its request, and believes whoever sends
 * `X-Forwarded-For` about it. So each request is told who sent it, in a header that only this file can write: one that
 * came from outside is overwritten before anybody sees it. `lib/identity/server/client-address.ts` reads it.
 */
const HEADER = 'lakeport-peer-address'

interface RequestStart {
  readonly request: { readonly headers: Record<string, string | undefined> }
  readonly socket: { readonly remoteAddress?: string | undefined }
}

subscribe('http.server.request.start', (message) => {
  const { request, socket } = message as RequestStart
  request.headers[HEADER] = socket.remoteAddress ?? ''
})
Object.assign(globalThis, { [Symbol.for('lakeport.peer-address')]: HEADER })
