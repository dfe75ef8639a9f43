import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getCloneableBody } from 'next/dist/server/body-streams'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PostedFile } from '@/lib/flows/posted-file'
import type { Exchange } from '@/lib/http/server/exchange'
import { newSecrets, portalSettings } from '../../../emulators/portal-settings.mjs'

const HEAD = '--x\r\nContent-Disposition: form-data; name="slug"\r\n\r\nabc\r\n'
const FILE = '--x\r\nContent-Disposition: form-data; name="p.a"; filename="f"\r\n\r\n'
const END = '\r\n--x--\r\n'

type Reader = (files: AsyncIterable<PostedFile>) => Promise<unknown>

interface Answered {
  readonly status: number
  readonly text: string
}

/** A server that reads the fields as Next does behind its proxy, and then does with the files what a test says. */
describe('files in front of Next', () => {
  let server: Server
  let reader: Reader = async () => undefined
  let front: typeof import('@/lib/http/server/receive-files')
  beforeAll(async () => {
    Object.assign(process.env, portalSettings({ portal: 3000, entra: 1, databricks: 2 }), newSecrets())
    front = await import('@/lib/http/server/receive-files')
    server = createServer(async (incoming, response) => {
      const exchange: Exchange = {
        request: incoming,
        response,
        answered: false,
        acted: false,
        tooLarge: false,
        waitMs: 0,
      }
      if (front.refuseLargeFile(exchange)) return
      const isTaken = front.receiveFiles(exchange)
      const body = getCloneableBody(incoming)
      const fields: Buffer[] = []
      for await (const chunk of body.cloneBodyStream()) fields.push(chunk)
      await body.finalize()
      const read = exchange.files && (await reader(exchange.files.files()))
      response.end(JSON.stringify({ isTaken, fields: Buffer.concat(fields).toString(), read }))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => void server.close(resolve)))

  const send = (body: readonly (string | Buffer)[], more: Record<string, string> = {}) =>
    new Promise<Answered>((resolve, reject) => {
      const bytes = body.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
      const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(bytes), ...more }
      const { port } = server.address() as AddressInfo
      const sent = request({ host: '127.0.0.1', port, path: '/api/presses', method: 'POST', headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
          sent.destroy()
        })
      })
      sent.on('error', reject)
      for (const part of body) sent.write(part)
      if (more['content-length']) sent.flushHeaders()
      else sent.end()
    })

  it('come with all their bytes after the fields were read, while no more than a little of them is held', async () => {
    const bytes = 20_000_000
    let most = 0
    reader = async (files) => {
      let sum = 0
      for await (const { bytes: content } of files) {
        for await (const chunk of content) {
          sum += chunk.length
          most = Math.max(most, process.memoryUsage().arrayBuffers)
          await new Promise(setImmediate)
        }
      }
      return sum
    }
    const answer = await send([HEAD, FILE, Buffer.alloc(bytes, 'y'), END])
    expect(JSON.parse(answer.text)).toEqual({ isTaken: true, fields: `${HEAD}--x--\r\n`, read: bytes })
    expect(most).toBeLessThan(150_000_000)
  })

  it('are let pass where nobody wants them: whoever sends them is answered all the same', async () => {
    reader = async () => 'enough'
    const answer = await send([HEAD, FILE, Buffer.alloc(5_000_000, 'y'), END])
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('enough') })
  })

  it('larger than may be are refused before any of them is read (IO-2)', async () => {
    expect(await send([], { 'content-length': '60000000' })).toEqual({
      status: 413,
      text: '{"code":"payload_too_large"}',
    })
  })
})
