import { get } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Clock } from '../../../emulators/kit/clock.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../emulators/kit/emulator.ts'
import { json } from '../../../emulators/kit/http.ts'
import { controlCall } from './entra-support.ts'

const clock = new Clock()
let stored: unknown[] = []
let emulator: Emulator | undefined
const url = () => emulator?.url ?? ''
const control = (method: string, path: string, body?: unknown) => controlCall(url(), method, path, body)

/** A service of two routes: things are kept, and can be listed. */
const OPTIONS: EmulatorOptions = {
  name: 'test',
  port: 0,
  clock,
  routes: [
    { method: 'GET', path: '/things/:id', handle: ({ params }) => json(200, { id: params.id, big: 2n ** 60n }) },
    {
      method: 'POST',
      path: '/things',
      handle: (call) => {
        stored.push(call.json())
        return json(200, { stored: stored.length, filler: 'x'.repeat(1000) })
      },
    },
  ],
  control: [],
  identify: ({ headers }) => (headers.authorization ? { upn: String(headers.authorization).slice(7) } : {}),
  reset: () => {
    stored = []
  },
  notFound: () => json(404, { error: 'none' }),
  decorate: (answer) => ({ ...answer, headers: { 'x-always': 'yes', ...answer.headers } }),
}

beforeAll(async () => {
  emulator = await startEmulator(OPTIONS)
})
beforeEach(() => control('POST', '/reset'))
afterAll(() => emulator?.close())

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url()}/things`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const fault = (more: Record<string, unknown>) => control('POST', '/faults', { match: 'POST /things', ...more })
const rows = async () => (await control('GET', '/requests?since=0')) as Record<string, unknown>[]

describe('routes', () => {
  it('decode their parameters and write 64-bit integers as numbers', async () => {
    const response = await fetch(`${url()}/things/a%20b`)
    expect(await response.text()).toBe('{"id":"a b","big":1152921504606846976}')
    expect(response.headers.get('x-always')).toBe('yes')
    expect((await fetch(`${url()}/things/%ff`)).status).toBe(404)
  })

  it('read integers past 2^53 exactly', async () => {
    await fetch(`${url()}/things`, { method: 'POST', body: '{"id":9007199254740993}' })
    expect(stored).toEqual([{ id: 9007199254740993n }])
  })
})

describe('faults', () => {
  it('replace an answer as often as asked, after an offset, without running the route', async () => {
    await fault({ status: 429, headers: { 'Retry-After': '2' }, body: { error: 'slow' }, times: 2, offset: 1 })
    const statuses = []
    for (let index = 0; index < 4; index++) statuses.push((await post(index)).status)
    expect(statuses).toEqual([200, 429, 429, 200])
    expect(stored).toEqual([0, 3])
  })

  it.each([0, null])('with times %s last until they are cleared', async (times) => {
    await fault({ status: 503, times })
    expect([(await post(1)).status, (await post(2)).status]).toEqual([503, 503])
    await control('DELETE', '/faults')
    expect((await post(3)).status).toBe(200)
  })

  it('afterHandler: the change is made, the answer is lost', async () => {
    await fault({ status: 502, body: 'bad gateway', afterHandler: true })
    const response = await post(1)
    expect([response.status, await response.text(), stored]).toEqual([502, 'bad gateway', [1]])
  })

  it.each([
    ['before', []],
    ['after', [1]],
  ])('drop %s: the connection ends without an answer', async (drop, kept) => {
    await fault({ drop })
    await expect(post(1)).rejects.toThrow('fetch failed')
    expect(stored).toEqual(kept)
    expect(await rows()).toMatchObject([{ path: '/things', status: 0 }])
  })

  it('drop midBody: the change is made and half of the answer arrives', async () => {
    await fault({ drop: 'midBody' })
    const response = await post(1)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
    expect(stored).toEqual([1])
  })

  it('delay and then answer as usual', async () => {
    await fault({ delayMs: 150 })
    const start = performance.now()
    expect((await post(1)).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(145)
  })

  it('keep an answer back, though the change is made', async () => {
    await fault({ hangMs: 150 })
    const start = performance.now()
    const answer = post(1)
    await vi.waitFor(() => expect(stored).toEqual([1]))
    expect(await rows()).toMatchObject([{ status: null }])
    expect((await answer).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(145)
  })

  it('drip: the answer comes byte by byte', async () => {
    await fault({ dripMs: 20, status: 200, body: 'slow' })
    const start = performance.now()
    expect(await (await post(1)).text()).toBe('slow')
    expect(performance.now() - start).toBeGreaterThanOrEqual(75)
  })

  it('answer with bytes that are no text', async () => {
    const bodyBase64 = gzipSync('packed').toString('base64')
    await fault({ status: 200, headers: { 'content-encoding': 'gzip' }, bodyBase64 })
    expect(await (await post(1)).text()).toBe('packed')
  })

  it('of one person leave the others alone', async () => {
    await fault({ status: 500, user: 'A@contoso.example' })
    expect((await post(1, { authorization: 'Bearer b@contoso.example' })).status).toBe(200)
    expect((await post(1, { authorization: 'Bearer a@contoso.example' })).status).toBe(500)
  })

  it('match every path that begins so, with a star', async () => {
    await control('POST', '/faults', { match: 'GET /things/*', status: 418 })
    expect((await fetch(`${url()}/things/1`)).status).toBe(418)
  })

  it.each([[{ match: 'things' }], [{ drop: 'sometimes' }], [{ status: 99 }], [{ times: -1 }]])(
    'that make no sense are refused: %j',
    async (more) => {
      await expect(fault(more)).rejects.toThrow(/400/)
    },
  )
})

describe('the request log', () => {
  it('holds who asked for what with which key, and no token', async () => {
    await post(
      { idempotency_token: 'once' },
      { authorization: 'Bearer a@contoso.example', 'content-type': 'text/plain' },
    )
    await fetch(`${url()}/things/1?code=secret-code&plain=yes&other=eyJhbGci`)
    const [first, second] = await rows()
    expect(first).toMatchObject({ method: 'POST', upn: 'a@contoso.example', idempotencyToken: 'once', status: 200 })
    expect(second).toMatchObject({ path: '/things/1', query: 'code=redacted&plain=yes&other=redacted', status: 200 })
    expect(await control('GET', `/requests?since=${first?.sequence}`)).toEqual([second])
  })

  it('holds no control calls, and its numbers go on over a reset', async () => {
    await post(1)
    const [before] = await rows()
    await control('POST', '/reset')
    expect(await rows()).toEqual([])
    await post(2)
    const [after] = await rows()
    expect(Number(after?.sequence)).toBe(Number(before?.sequence) + 1)
  })
})

describe('the clock', () => {
  it('moves with a control call and comes back with a reset', async () => {
    await control('POST', '/clock', { advanceMs: 3_600_000 })
    expect(clock.now() - Date.now()).toBeGreaterThan(3_599_000)
    await control('POST', '/reset')
    expect(clock.now() - Date.now()).toBeLessThan(1000)
  })
})

describe('who may steer', () => {
  it.each([
    ['a page in a browser', { origin: 'https://evil.example' }],
    ['another host name', { host: 'evil.example' }],
  ])('not %s', async (_name, headers) => {
    const status = await new Promise((resolve, reject) => {
      get(`${url()}/__emulator/requests`, { headers }, (response) => resolve(response.statusCode)).on('error', reject)
    })
    expect(status).toBe(403)
  })
})

it('answers are dated by the emulator’s own clock', async () => {
  await control('POST', '/clock', { advanceMs: 3_600_000 })
  const { headers } = await fetch(`${url()}/things/1`)
  const aheadMs = Date.parse(headers.get('date') ?? '') - Date.now()
  expect(aheadMs).toBeGreaterThan(3_590_000)
  expect(aheadMs).toBeLessThanOrEqual(3_600_000)
})

describe('start and stop', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is refused in production (OPS-2)', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await expect(startEmulator(OPTIONS)).rejects.toThrow('NODE_ENV=production')
  })

  it('fails when the port is taken', async () => {
    await expect(startEmulator({ ...OPTIONS, port: emulator?.port ?? 0 })).rejects.toThrow('EADDRINUSE')
  })

  it('ends idle connections, and requests that a fault holds back', async () => {
    const other = await startEmulator({ ...OPTIONS, clock: new Clock() })
    const idle = connect(other.port, '127.0.0.1')
    const ended = new Promise((resolve) => idle.once('close', resolve))
    await new Promise((resolve) => idle.once('connect', resolve))
    await controlCall(other.url, 'POST', '/faults', { match: 'GET /things/1', delayMs: 600_000 })
    const held = fetch(`${other.url}/things/1`).catch((error: Error) => error.message)
    await vi.waitFor(async () => expect(await controlCall(other.url, 'GET', '/requests')).toHaveLength(1))
    await other.close()
    expect(await held).toBe('fetch failed')
    await ended
  })
})
