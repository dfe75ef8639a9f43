import { setImmediate as nextTurn } from 'node:timers/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { getJob, runNow } from '@/lib/databricks/jobs'
import { getMe } from '@/lib/databricks/me'
import { cancelRun, getRun } from '@/lib/databricks/runs'
import { type Answer, httpListener, sendJson, tcpListener } from './listener'

const ONCE = { retry: { attempts: 1, windowMs: 0 } }

describe('OUT-7: an answer that makes no sense is a fault of the workspace, never the end of a run', () => {
  it.each<[string, Answer, string]>([
    ['HTML with 200', (_, response) => void response.end('<html><title>Sign in</title></html>'), 'html'],
    ['nothing with 200', (_, response) => void response.end(), 'schema'],
    ['no JSON with 200', (_, response) => sendJson(response, 200, 'OK'), 'broken'],
    ['cut JSON', (_, response) => sendJson(response, 200, '{"run_id":12'), 'broken'],
    ['another object', (_, response) => sendJson(response, 200, { ok: true }), 'schema'],
    ['an array', (_, response) => sendJson(response, 200, []), 'schema'],
    ['a run without an id', (_, response) => sendJson(response, 200, { run_id: null }), 'schema'],
    ['an id beyond 64 bits', (_, response) => sendJson(response, 200, '{"run_id":9223372036854775808}'), 'schema'],
    ['an id that is no number', (_, response) => sendJson(response, 200, { run_id: '../7' }), 'schema'],
    ['a broken gzip', (_, response) => sendJson(response, 200, '{}', { 'content-encoding': 'gzip' }), 'broken'],
    ['an unknown encoding', (_, response) => sendJson(response, 200, '{}', { 'content-encoding': 'br' }), 'encoding'],
    ['JSON nested without end', (_, response) => sendJson(response, 200, '['.repeat(5_000_000)), 'broken'],
    ['deep JSON with a long number', (_, response) => sendJson(response, 200, deep('1234567890123456')), 'broken'],
    ['204', (_, response) => void response.writeHead(204).end(), 'schema'],
  ])('%s', async (_what, answer, reason) => {
    await using listener = await httpListener(answer)
    const error = { code: 'databricks_odd_answer', facts: { reason, arrived: 'yes' } }
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject(error)
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'databricks_odd_answer'],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-', 'databricks_unreachable'],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"run_id":', 'databricks_unreachable'],
    ['endless headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 'databricks_odd_answer'],
  ])('%s', async (_what, bytes, code) => {
    await using listener = await tcpListener((socket) => socket.once('data', () => socket.end(bytes)))
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject({ code })
  })

  it('unknown fields, states and kinds of task are no reason to fail', async () => {
    const tasks = [{ run_id: 8, task_key: 'main', teleport_task: {}, status: { state: 'TELEPORTING' } }]
    const answer = {
      run_id: 7,
      job_id: 1,
      end_time: 0,
      state: { life_cycle_state: 'ODD', also: 1 },
      tasks,
      colour: 'red',
    }
    await using listener = await httpListener((_, response) => sendJson(response, 200, answer))
    const run = await getRun(listener.workspace(), '7', ONCE)
    expect(run).toMatchObject({ runId: '7', jobId: '1', endTime: undefined, state: { lifeCycleState: 'ODD' } })
    expect(run.tasks).toMatchObject([
      { runId: '8', kind: 'other', attemptNumber: 0, status: { state: 'TELEPORTING' } },
    ])
    expect(run).not.toHaveProperty('colour')
  })

  it('an empty answer to a cancel is a success', async () => {
    await using listener = await httpListener((_, response) => void response.end())
    await expect(cancelRun(listener.workspace(), '7', ONCE)).resolves.toBeUndefined()
  })
})

describe('OUT-6: no answer is too large to refuse', () => {
  it('a small gzip that unfolds to 200 MB costs little memory', async () => {
    const bomb = await gzipOf(200)
    expect(bomb.length).toBeLessThan(300_000)
    await using listener = await httpListener((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(bomb)
    })
    const before = process.memoryUsage().rss
    const error = { code: 'databricks_odd_answer', facts: { reason: 'too_large', status: '200' } }
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject(error)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  it('a refusal is told from its first 10 MB', async () => {
    await using listener = await httpListener((_, response) => {
      const head = '<html><pre>    User not authorized.</pre>'
      response.writeHead(403, { 'content-type': 'text/html' }).end(head + ' '.repeat(11 * 1024 * 1024))
    })
    await expect(getRun(listener.workspace(), '7', ONCE)).rejects.toMatchObject({ code: 'databricks_not_member' })
  })

  it('an honest gzip is read', async () => {
    const body = gzipSync(JSON.stringify({ run_id: 7, run_name: 'Nightly' }))
    await using listener = await httpListener((request, response) => {
      response.writeHead(200, { 'content-encoding': request.headers['accept-encoding'] }).end(body)
    })
    expect(await getRun(listener.workspace(), '7', ONCE)).toMatchObject({ runName: 'Nightly' })
  })
})

describe('OUT-4: nothing follows a redirect', () => {
  it.each([302, 307, 308])('%d to a listener sends it no packet', async (status) => {
    await using target = await httpListener((_, response) => sendJson(response, 200, { run_id: 1 }))
    await using listener = await httpListener((_, response) => {
      response.writeHead(status, { location: `${target.url}/api/2.2/jobs/run-now` }).end()
    })
    const start = runNow(listener.workspace(), { jobId: '1', jobParameters: {}, idempotencyToken: 'token' }, ONCE)
    const error = { code: 'databricks_odd_answer', facts: { reason: 'redirect', status: String(status) } }
    await expect(start).rejects.toMatchObject(error)
    await nextTurn()
    expect(target.connections()).toBe(0)
  })
})

describe('what the workspace is sent', () => {
  it("has the person's token, our name and exact ids", async () => {
    const seen: unknown[] = []
    await using listener = await httpListener(({ headers, method, url }, response, body) => {
      seen.push({ headers, line: `${method} ${url}`, body })
      sendJson(response, 200, '{"run_id":9007199254740993}')
    })
    const request = {
      jobId: '9007199254740995',
      jobParameters: { region: 'Norð' },
      idempotencyToken: 'abc',
      queue: true,
    }
    expect(await runNow(listener.workspace('canary'), request, ONCE)).toEqual({ runId: '9007199254740993' })
    const body =
      '{"job_id":9007199254740995,"job_parameters":{"region":"Norð"},"idempotency_token":"abc","queue":{"enabled":true}}'
    const headers = {
      authorization: 'Bearer canary',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^lakeport\/[\d.]+ nodejs\/[\d.]+ os\/\w+ auth\/entra-oauth$/),
    }
    expect(seen).toMatchObject([{ line: 'POST /api/2.2/jobs/run-now', body, headers }])
  })

  it('AUTHZ-6: an id that is none is never sent', async () => {
    await using listener = await httpListener((_, response) => sendJson(response, 200, {}))
    await expect(getJob(listener.workspace(), '1&job_id=2')).rejects.toMatchObject({ code: 'invalid_request' })
    expect(listener.connections()).toBe(0)
  })

  it('who the bearer is comes with the workspace id of the header', async () => {
    const me = { id: '4005002501632047', userName: 'admin@contoso.example', groups: [{ display: 'admins' }] }
    await using listener = await httpListener((_, response) => {
      sendJson(response, 200, me, { 'x-databricks-org-id': '1234567890123456' })
    })
    const user = { userName: 'admin@contoso.example', workspaceId: '1234567890123456', isAdmin: true }
    expect(await getMe(listener.workspace(), ONCE)).toEqual({ ...user, displayName: undefined })
  })
})

function deep(inside: string): string {
  return '['.repeat(500_000) + inside + ']'.repeat(500_000)
}

/** So many megabytes of blanks, zipped without ever lying in memory. */
async function gzipOf(megabytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 })
  const zipped = Array.fromAsync(gzip as AsyncIterable<Buffer>)
  const megabyte = Buffer.alloc(1024 * 1024, ' ')
  for (let written = 0; written < megabytes; written += 1) {
    if (!gzip.write(megabyte)) await new Promise((resolve) => gzip.once('drain', resolve))
  }
  gzip.end()
  return Buffer.concat(await zipped)
}
