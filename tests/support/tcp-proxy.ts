import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, to break what lies between them. */
export interface TcpProxy {
  readonly port: number
  /** From now on nothing passes, and nobody is told: a half-open connection. */
  freeze(): void
  close(): Promise<void>
}

/** @param listen gets what one client sends, in its own order, from a listener of its own for each client */
export async function startTcpProxy(
  targetPort: number,
  listen: () => (bytes: Buffer) => void = () => () => undefined,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    client.on('data', listen())
    const target = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return {
    port: address.port,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
