import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net'
import { Workspace } from '@/lib/databricks/workspace'

/** A server on loopback that misbehaves as a test wants it to. */
export interface Listener extends AsyncDisposable {
  readonly url: string
  readonly host: string
  connections(): number
  /** As the demo user, with this listener as the operator's only entry. */
  workspace(token?: string): Workspace
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** Speaks HTTP. */
export function httpListener(answer: Answer): Promise<Listener> {
  const server = createHttpServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>)
    answer(request, response, Buffer.concat(chunks).toString())
  })
  return listen(server)
}

/** Speaks whatever it likes. */
export function tcpListener(talk: (socket: Socket) => void): Promise<Listener> {
  return listen(createNetServer(talk))
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

async function listen(server: Server): Promise<Listener> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    connections: () => sockets.size,
    workspace: (token = 'dapi-demo-user') => workspaceAt(`http://${host}`, token),
    [Symbol.asyncDispose]: () => close(server, sockets),
  }
}

/** A workspace at a listed loopback address. */
export function workspaceAt(url: string, token: string): Workspace {
  return new Workspace({ host: url, token, network: { allowedHosts: [new URL(url).host] } })
}

function close(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  return new Promise((resolve) => server.close(() => resolve()))
}
