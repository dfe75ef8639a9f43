import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A client that sends what it likes, when it likes. */
export interface RawSocket extends Disposable {
  send(text: string): void
  /** All that came so far. */
  received(): string
  /** Resolves when what came holds this text. @throws Error when the connection ends first */
  untilReceived(text: string): Promise<void>
  /** Resolves when the other side has ended the connection: how many ms after it was opened. */
  readonly closed: Promise<number>
}

export async function openSocket(url: string, text = ''): Promise<RawSocket> {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const began = performance.now()
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  // A reset is an end too; `closed` tells.
  socket.on('error', () => socket.destroy())
  const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - began)))
  await once(socket, 'connect')
  if (text) socket.write(text)
  return {
    send: (more) => void socket.write(more),
    received: () => received,
    untilReceived: (wanted) => untilReceived(socket, () => received.includes(wanted), wanted),
    closed,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

async function untilReceived(socket: Socket, holds: () => boolean, wanted: string): Promise<void> {
  while (!holds()) {
    if (socket.closed) throw new Error(`The connection ended before "${wanted}" came`)
    await new Promise<void>((resolve) => socket.once('data', () => resolve()).once('close', () => resolve()))
  }
}
