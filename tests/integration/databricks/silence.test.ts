import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { runNow } from '@/lib/databricks/jobs'
import { getMe } from '@/lib/databricks/me'
import { request } from '@/lib/databricks/request'
import type { Pace } from '@/lib/databricks/retry'
import { getRun } from '@/lib/databricks/runs'
import { Workspace } from '@/lib/databricks/workspace'
import { httpListener, sendJson, tcpListener, workspaceAt } from './listener'

const ONCE = { retry: { attempts: 1, windowMs: 0 } }
/** Retries at once. */
const pace: Pace = { now: () => 0, random: () => 0, sleep: async () => undefined }
const START = { jobId: '1', jobParameters: {}, idempotencyToken: 'token-of-one-press' }

describe.concurrent('OUT-5: nobody waits for ever', () => {
  it('an answer that comes in drips ends with the whole call', async () => {
    await using listener = await tcpListener((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write(' '), 20)
        socket.once('close', () => clearInterval(drip))
      })
    })
    const endpoint = { method: 'GET', path: '/slow', right: 'Can View', answer: z.unknown(), callMs: 300 } as const
    const error = { code: 'databricks_unreachable', facts: { reason: 'timeout', arrived: 'yes' } }
    await expect(request(listener.workspace(), endpoint, {}, ONCE)).rejects.toMatchObject(error)
  })

  it('a server that never answers ends with the headers, 15 s on', async () => {
    await using listener = await tcpListener((socket) => socket.on('error', () => socket.destroy()))
    const begin = performance.now()
    const error = { code: 'databricks_unreachable', facts: { reason: 'timeout', arrived: 'maybe' } }
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject(error)
    expect(performance.now() - begin).toBeLessThan(20_000)
  })

  it('headers that come in drips are over 15 s on, as if none had come (OUT-5)', async () => {
    await using listener = await tcpListener((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const drip = setInterval(() => socket.write('x: y\r\n'), 200)
        socket.once('close', () => clearInterval(drip))
      })
    })
    const begin = performance.now()
    const error = { code: 'databricks_unreachable', facts: { reason: 'timeout' } }
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject(error)
    expect(performance.now() - begin).toBeLessThan(20_000)
  })

  it('a connection that was good and is half open now ends with the headers, 15 s on (OUT-5)', async () => {
    // It answers once; from then on nothing comes, and nobody closes anything.
    let requests = 0
    await using listener = await tcpListener((socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', () => {
        requests += 1
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{"run_id":7}')
      })
    })
    const workspace = listener.workspace()
    expect(await getRun(workspace, '7', ONCE)).toMatchObject({ runId: '7' })
    const begin = performance.now()
    const error = { code: 'databricks_unreachable', facts: { reason: 'timeout', arrived: 'maybe' } }
    await expect(getRun(workspace, '7', ONCE)).rejects.toMatchObject(error)
    expect(performance.now() - begin).toBeLessThan(25_000)
  })

  it('a name that does not resolve ends with the connect, 5 s on', async () => {
    const resolve = () => new Promise<never>(() => undefined)
    const network = { allowedHosts: [], resolve }
    const workspace = new Workspace({ host: 'adb-9.9.azuredatabricks.net', token: 'canary', network })
    const begin = performance.now()
    const error = { code: 'databricks_unreachable', facts: { reason: 'timeout', arrived: 'no' } }
    await expect(getMe(workspace, ONCE)).rejects.toMatchObject(error)
    expect(performance.now() - begin).toBeLessThan(10_000)
  })

  it('a caller may give up earlier', async () => {
    const stop = new AbortController()
    await using listener = await tcpListener((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => stop.abort())
    })
    const error = { code: 'databricks_unreachable', facts: { reason: 'cancelled', arrived: 'maybe' } }
    await expect(getRun(listener.workspace(), '7', { signal: stop.signal, pace })).rejects.toMatchObject(error)
    expect(listener.connections()).toBe(1)
  })
})

it.each([
  ['a look', 30_000, (workspace: Workspace) => getRun(workspace, '7', ONCE)],
  ['a start', 60_000, (workspace: Workspace) => runNow(workspace, START, ONCE)],
])('%s has %i ms for all that belongs to it (OUT-5)', async (_call, ms, call) => {
  await using listener = await httpListener((_, response) => sendJson(response, 200, { run_id: 7 }))
  const deadlines = vi.spyOn(AbortSignal, 'timeout')
  await call(listener.workspace())
  expect(deadlines.mock.calls).toEqual([[ms]])
  deadlines.mockRestore()
})

describe('OUT-2: an address that is not public is not dialled', () => {
  it('a workspace name that resolves to a private address is refused, and nothing connects', async () => {
    await using listener = await tcpListener((socket) => socket.destroy())
    const host = 'adb-1.2.azuredatabricks.net'
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const workspace = new Workspace({ host, token: 'canary', network: { allowedHosts: [], resolve } })
    const error = { code: 'databricks_configuration', facts: { reason: 'address_refused', arrived: 'no' } }
    await expect(getMe(workspace, { pace })).rejects.toMatchObject(error)
    expect(listener.connections()).toBe(0)
  })

  it('an operator entry that is a metadata address is refused without a lookup', async () => {
    const workspace = workspaceAt('https://169.254.169.254', 'canary')
    await expect(getMe(workspace, { pace })).rejects.toMatchObject({ code: 'databricks_configuration' })
  })
})

describe('whether the request may have arrived', () => {
  it('no: nobody listens, and the call is tried four times', async () => {
    const listener = await httpListener((_, response) => sendJson(response, 200, {}))
    await listener[Symbol.asyncDispose]()
    const error = { code: 'databricks_unreachable', facts: { reason: 'connection', arrived: 'no' } }
    await expect(runNow(listener.workspace(), START, { pace })).rejects.toMatchObject(error)
  })

  it('no: the name is unknown', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))
    const network = { allowedHosts: [], resolve }
    const workspace = new Workspace({ host: 'adb-1.2.azuredatabricks.net', token: 'canary', network })
    const error = { code: 'databricks_unreachable', facts: { reason: 'name', arrived: 'no' } }
    await expect(runNow(workspace, START, { pace })).rejects.toMatchObject(error)
  })

  it('maybe: the connection is reset after the request was read', async () => {
    await using listener = await tcpListener((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const error = { code: 'databricks_unreachable', facts: { reason: 'connection', arrived: 'maybe' } }
    await expect(runNow(listener.workspace(), START, { pace })).rejects.toMatchObject(error)
    expect(listener.connections()).toBe(4)
  })

  it('RUN-2: maybe, when a first try was lost and a later one refused for its haste', async () => {
    const statuses = [503, 429, 429, 429]
    await using listener = await httpListener((_, response) => sendJson(response, statuses.shift() ?? 500, {}))
    const error = { code: 'databricks_busy', facts: { status: '429', acted: 'maybe' } }
    await expect(runNow(listener.workspace(), START, { pace })).rejects.toMatchObject(error)
  })

  it('TOK-1: no error holds the token, wherever one looks', async () => {
    await using listener = await tcpListener((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const thrown: unknown = await getMe(listener.workspace('canary-token'), ONCE).catch((error: unknown) => error)
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain('canary-token')
  })
})

it('REL-3: a workspace that keeps failing gets six calls, and then none', async () => {
  let calls = 0
  await using listener = await httpListener((_, response) => {
    calls += 1
    sendJson(response, 503, {})
  })
  const codes = await Promise.all(
    Array.from({ length: 3 }, () =>
      getMe(listener.workspace(), { pace }).catch((error: { code: string }) => error.code),
    ),
  )
  expect(codes).toEqual(Array.from({ length: 3 }, () => 'databricks_busy'))
  const before = calls
  const paused = { code: 'databricks_unreachable', facts: { reason: 'paused', arrived: 'no' } }
  await expect(getMe(listener.workspace(), { pace })).rejects.toMatchObject(paused)
  expect(calls).toBe(before)
  expect(calls).toBeLessThanOrEqual(8) // the six, and those already under way at the sixth
})
