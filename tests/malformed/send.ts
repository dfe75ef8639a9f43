import { connect } from 'node:net'
import type { Malformed } from './malformed-request.ts'

export interface Answer {
  /** `closed` without a word, `left` by the sender itself, `silent`: neither answered nor closed in time. */
  readonly status: number | 'closed' | 'left' | 'silent'
  readonly text: string
  readonly ms: number
}

const PATIENCE_MS = 40_000
const MOST = 2_000_000

/** Sends bytes as they are, and reads whatever comes back. An endless answer is left once it has begun. */
export function send(port: number, { bytes, ending }: Malformed): Promise<Answer> {
  return new Promise((resolve) => {
    const began = performance.now()
    const socket = connect(port, '127.0.0.1')
    let text = ''
    let left: Answer['status'] = 'closed'
    const leave = (why: Answer['status']) => {
      left = why
      socket.destroy()
    }
    const timer = setTimeout(() => leave('silent'), PATIENCE_MS)
    socket.on('connect', () => {
      if (ending === 'whole') socket.write(bytes)
      else if (ending === 'cut') socket.end(bytes)
      else socket.write(bytes, () => leave('left'))
    })
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (text.length > MOST || isComplete(text)) leave('closed')
    })
    // A reset is an end too.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(timer)
      const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(text) ?? []
      resolve({ status: status ? Number(status) : left, text, ms: performance.now() - began })
    })
  })
}

/** A stream of events is complete when it has begun. */
function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1 || text.startsWith('HTTP/1.1 100')) return false
  const head = text.slice(0, end)
  if (/^content-type: text\/event-stream/im.test(head)) return true
  const [, length] = /^content-length: (\d+)/im.exec(head) ?? []
  return length ? text.length >= end + 4 + Number(length) : text.endsWith('\r\n0\r\n\r\n')
}
