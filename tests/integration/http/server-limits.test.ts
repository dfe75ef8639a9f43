import { describe, expect, it } from 'vitest'
import { portalOfTest } from './portal-of-test'
import { openSocket, type RawSocket } from './raw-socket'

const MOST = 12
const portal = portalOfTest(() => ({ env: { LAKEPORT_MAX_CONNECTIONS: String(MOST) } }))

function open(text = ''): Promise<RawSocket> {
  return openSocket(portal().stack.portalUrl, text)
}

const HEAD = 'POST /api/auth/signout HTTP/1.1\r\nhost: localhost\r\n'
const LIVE = 'GET /api/health/live HTTP/1.1\r\nhost: localhost\r\n'

describe('a portal in front of clients that take their time', () => {
  it.concurrent.each([
    ['says nothing at all', ''],
    ['sends half a line', 'GET /api/health/l'],
    ['sends half a head', `${HEAD}x-one: 1\r\n`],
  ])('lets one that %s wait for 15 s and no longer (REL-7)', async (_what, text) => {
    using socket = await open(text)
    const seconds = (await socket.closed) / 1_000
    expect(seconds).toBeGreaterThan(13)
    expect(seconds).toBeLessThan(22)
    expect(socket.received()).toMatch(/^HTTP\/1\.1 408 /)
  })

  it.concurrent('counts the whole head, however often another line of it comes (REL-7)', async () => {
    using socket = await open(HEAD)
    const drip = setInterval(() => socket.send('x-one: 1\r\n'), 500)
    const seconds = (await socket.closed.finally(() => clearInterval(drip))) / 1_000
    expect(seconds).toBeLessThan(22)
  })

  it.concurrent('gives a request 30 s for its body, however often another byte of it comes (REL-7)', async () => {
    using socket = await open(`${HEAD}content-length: 1000\r\n\r\n`)
    const drip = setInterval(() => socket.send('a'), 500)
    const seconds = (await socket.closed.finally(() => clearInterval(drip))) / 1_000
    expect(seconds).toBeLessThan(38)
  })

  it.concurrent('does not keep a socket that asks to speak something else (REL-7)', async () => {
    using socket = await open(`${LIVE}connection: upgrade\r\nupgrade: websocket\r\n\r\n`)
    await socket.untilReceived('HTTP/1.1 200 ')
    await socket.closed
  })
})

describe('a portal with as many connections as it may have', () => {
  it('closes every further one, serves those that it has, and takes new ones when there is room (REL-7)', async () => {
    using held = new DisposableStack()
    const kept = await Promise.all(Array.from({ length: MOST }, async () => held.use(await open(LIVE))))
    using refused = await open(`${LIVE}\r\n`)
    expect((await refused.closed) / 1_000).toBeLessThan(5)
    expect(refused.received()).toBe('')

    for (const socket of kept) socket.send('connection: close\r\n\r\n')
    for (const socket of kept) await socket.untilReceived('HTTP/1.1 200 ')
    await Promise.all(kept.map(({ closed }) => closed))
    using late = await open(`${LIVE}\r\n`)
    await late.untilReceived('HTTP/1.1 200 ')
  })
})
