import { once } from 'node:events'
import { createServer, type IncomingMessage, request as requestTo, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** One address for several portals: each request goes to the next of them, whoever it came from before. */
export interface Balancer {
  readonly port: number
  close(): Promise<void>
}

/** Where the requests go: ports of this machine. */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  let turn = 0
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    turn += 1
    const order = targets.map((_, index) => targets[(turn + index) % targets.length] ?? 0)
    await passOn(order, request, body, response)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** To the first that takes a connection. What breaks later breaks for the client too: nobody sends anything twice. */
async function passOn(order: readonly number[], request: IncomingMessage, body: Buffer, response: ServerResponse) {
  for (const port of order) {
    const answer = await ask(port, request, body).catch((error: NodeJS.ErrnoException) => error)
    if (answer instanceof Error && answer.code === 'ECONNREFUSED') continue
    if (answer instanceof Error) return void response.destroy()
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    answer.on('error', () => response.destroy())
    response.on('close', () => answer.destroy())
    return void answer.pipe(response)
  }
  response.writeHead(503).end()
}

function ask(port: number, { method, url, rawHeaders }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = [...rawHeaders]
    const asked = requestTo({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, resolve)
    asked.on('error', reject)
    asked.end(body)
  })
}
