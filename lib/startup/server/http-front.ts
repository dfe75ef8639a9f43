import 'server-only'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const LOOK_EVERY_MS = 100

/** Next's own server, as lib/commands/http-limits.ts hands it over; none in a worker and under `next dev`. */
function httpServer(): Server | undefined {
  return (globalThis as { lakeportHttpServer?: Server }).lakeportHttpServer
}

/** The front of this process: the requests that are under way, and the end of them. */
export class HttpFront {
  readonly #server: Server
  /** Open connections. A browser opens some that it may never use. */
  readonly #sockets = new Set<Socket>()

  /** `undefined` where nobody can connect. To be asked for before anybody has. */
  static open(): HttpFront | undefined {
    const server = httpServer()
    return server && new HttpFront(server)
  }

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /**
   * Waits until no request is under way, half sent ones included, at most `ms`. Whoever asks meanwhile is still answered,
   * so that a load balancer reads "not ready" and finds no closed door; each answer is the last one on its connection.
   */
  async drain(ms: number): Promise<void> {
    this.#server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'))
    const giveUpAt = performance.now() + ms
    while ((await this.#inUse()) > 0 && performance.now() < giveUpAt) {
      const silent = [...this.#sockets].filter(({ bytesRead }) => bytesRead === 0)
      await pause(LOOK_EVERY_MS)
      for (const socket of silent) if (socket.bytesRead === 0) socket.destroy()
    }
  }

  /** Whatever is still open is closed: nobody holds up the end by sending nothing (REL-8). */
  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #inUse(): Promise<number> {
    this.#server.closeIdleConnections()
    return promisify(this.#server.getConnections.bind(this.#server))()
  }
}
