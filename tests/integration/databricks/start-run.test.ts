import { describe, expect, it } from 'vitest'
import { runNow } from '@/lib/databricks/jobs'
import { getRun } from '@/lib/databricks/runs'
import { emulatedWorkspace, hasty, PING_JOB } from './emulated-workspace'

const workspace = emulatedWorkspace()
const PATH = '/api/2.2/jobs/run-now'
const START = { jobId: PING_JOB, jobParameters: {}, idempotencyToken: '0198f0a0-0000-7000-8000-000000000001' }

describe('RUN-2: a lost answer to run-now', () => {
  it.each([
    ['reset', { drop: 'after' }],
    ['cut short', { drop: 'midBody' }],
    ['503 after the run was made', { status: 503, afterHandler: true }],
    ['HTML 500', { status: 500, body: '<html><pre>    Internal error</pre></html>', afterHandler: true }],
    [
      'cut JSON',
      { status: 200, body: '{"run_id":', headers: { 'content-type': 'application/json' }, afterHandler: true },
    ],
    ['a gateway timeout', { status: 504, body: '', afterHandler: true }],
  ] as const)('%s: the retry finds the run of the first try', async (_how, fault) => {
    await workspace.control().addFault({ match: `POST ${PATH}`, ...fault })
    const { runId } = await runNow(workspace.as('user'), START, { pace: hasty() })
    const seen = await workspace.seen(PATH)
    expect(seen.map((request) => request.idempotencyToken)).toEqual([START.idempotencyToken, START.idempotencyToken])
    expect((await getRun(workspace.as('user'), runId)).creatorUserName).toBe('user@contoso.example')
    expect(await workspace.control().runs()).toHaveLength(1)
  })

  it('a caller that tries once learns that a run may exist, and finds it by asking again', async () => {
    await workspace.control().addFault({ match: `POST ${PATH}`, drop: 'after' })
    const once = { retry: { attempts: 1, windowMs: 0 } }
    const lost = { code: 'databricks_unreachable', facts: { arrived: 'maybe' } }
    await expect(runNow(workspace.as('user'), START, once)).rejects.toMatchObject(lost)
    expect(await workspace.control().runs()).toHaveLength(1)
    await runNow(workspace.as('user'), START, once)
    expect(await workspace.control().runs()).toHaveLength(1)
  })

  it('a request that was dropped on its way is sent again', async () => {
    await workspace.control().addFault({ match: `POST ${PATH}`, drop: 'before', times: 2 })
    await runNow(workspace.as('user'), START, { pace: hasty() })
    expect(await workspace.control().runs()).toHaveLength(1)
    expect(await workspace.seen(PATH)).toHaveLength(3)
  })
})

describe('REL-2: a busy workspace', () => {
  const slower = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Slower, please.' }

  it('waits the seconds that it is told', async () => {
    await workspace
      .control()
      .addFault({ match: `POST ${PATH}`, status: 429, body: slower, headers: { 'Retry-After': '2' } })
    const pace = hasty()
    await runNow(workspace.as('user'), START, { pace })
    expect(pace.waits).toEqual([2_000])
  })

  it('waits until the date that it is told', async () => {
    const headers = { 'Retry-After': new Date(Date.now() + 5_000).toUTCString() }
    await workspace.control().addFault({ match: `POST ${PATH}`, status: 429, body: slower, headers })
    const pace = hasty()
    await runNow(workspace.as('user'), START, { pace })
    expect(pace.waits).toHaveLength(1)
    expect(pace.waits[0]).toBeGreaterThan(1_000)
    expect(pace.waits[0]).toBeLessThanOrEqual(5_000)
  })

  it('told an absurd time, it says so at once and waits for nothing', async () => {
    const headers = { 'Retry-After': '31536000' }
    await workspace.control().addFault({ match: `POST ${PATH}`, status: 429, body: slower, headers, times: 0 })
    const pace = hasty()
    const busy = {
      code: 'databricks_busy',
      facts: { retryAfterMs: '600000', message: 'Slower, please.', arrived: 'yes' },
    }
    await expect(runNow(workspace.as('user'), START, { pace })).rejects.toMatchObject(busy)
    expect(pace.waits).toEqual([])
    expect(await workspace.seen(PATH)).toHaveLength(1)
  })

  it('gives up after four tries', async () => {
    await workspace.control().addFault({ match: `POST ${PATH}`, status: 503, times: 0 })
    const pace = hasty()
    await expect(runNow(workspace.as('user'), START, { pace })).rejects.toMatchObject({ code: 'databricks_busy' })
    expect(pace.waits).toEqual([500, 1_000, 2_000])
    expect(await workspace.seen(PATH)).toHaveLength(4)
  })
})

it('a refusal is not repeated', async () => {
  const start = { ...START, jobId: '410000000000004' }
  const refused = { code: 'databricks_no_right', facts: { missing: 'Can Manage Run', arrived: 'yes' } }
  await expect(runNow(workspace.as('user2'), start, { pace: hasty() })).rejects.toMatchObject(refused)
  expect(await workspace.seen(PATH)).toHaveLength(1)
})
