import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PING, SALES, send, startWorkspace } from './databricks-support'

describe('the control calls of the workspace', () => {
  it('tell what really ran, for whom and with what', async () => {
    const workspace = await startWorkspace()
    await workspace.run(SALES, { job_parameters: { region: 'APAC' }, idempotency_token: 'click-1' })
    await workspace.post('run-now', { job_id: PING }, 'dapi-demo-user2')
    expect(await workspace.control.runs()).toMatchObject([
      {
        job_id: String(SALES),
        creator_user_name: 'user@contoso.example',
        idempotency_token: 'click-1',
        job_parameters: { region: 'APAC', top_n: '10' },
        status: { state: 'PENDING' },
      },
      { job_id: String(PING), creator_user_name: 'user2@contoso.example', tasks: [{ task_key: 'ping' }] },
    ])
    await workspace.close()
  })

  it('put one job, a list of jobs, or jobs by that name', async () => {
    const workspace = await startWorkspace()
    const job = (job_id: string) => ({ job_id, settings: { name: job_id, tasks: [] } })
    for (const body of [job('71'), [job('72')], { jobs: [job('73'), job('74')] }]) {
      expect((await send(`${workspace.url}/__emulator/jobs`, 'PUT', body)).status).toBe(200)
    }
    const { body } = await workspace.get('list')
    expect(body.jobs).toEqual(
      expect.arrayContaining([71, 72, 73, 74].map((id) => expect.objectContaining({ job_id: id }))),
    )
    await workspace.close()
  })

  it('script the tasks and the end of coming runs', async () => {
    const workspace = await startWorkspace()
    const ended = async () => {
      const runId = await workspace.run(PING)
      await workspace.control.advanceClock(60_000)
      return await workspace.readRun(runId)
    }
    await workspace.control.script(String(PING), { tasks: { ping: { outcome: 'FAILED', durationMs: 50 } } })
    expect(await ended()).toMatchObject({ state: { result_state: 'FAILED' } })
    await workspace.control.script(String(PING), { outcome: 'TIMEDOUT' })
    expect(await ended()).toMatchObject({ state: { life_cycle_state: 'TERMINATED', result_state: 'TIMEDOUT' } })
    await workspace.control.script(String(PING), { outcome: null, ending: { code: 'NEW_CODE' } })
    expect(await ended()).toMatchObject({ status: { termination_details: { code: 'NEW_CODE' } } })
    await workspace.control.reset()
    expect(await ended()).toMatchObject({ state: { result_state: 'SUCCESS' } })
    await workspace.close()
  })

  it.each([
    ['POST', `/jobs/${PING}/script`, { tasks: { nothing: {} } }],
    ['POST', `/jobs/${PING}/script`, { tasks: { ping: { outcome: 'MAYBE' } } }],
    ['POST', '/jobs/1/script', {}],
    ['POST', `/jobs/${PING}/script`, { tasks: { ping: { duration: 5 } } }],
    ['POST', `/jobs/${PING}/script`, { durationMs: 5 }],
    ['PUT', '/jobs', { settings: { tasks: [{}] } }],
    ['PUT', '/jobs', { job_id: 7, name: 'without settings' }],
    ['PUT', '/jobs', { jobs: [], job_id: 7 }],
    ['POST', '/mode', { unheardOf: true }],
    ['POST', '/mode', { bigIds: 'yes' }],
  ])('refuse a mistake: %s %s %j', async (method, path, body) => {
    const workspace = await startWorkspace()
    const reply = await send(`${workspace.url}/__emulator${path}`, method, body)
    expect([reply.status, reply.body]).toEqual([400, { error: expect.any(String) }])
    await workspace.close()
  })

  it('keep jobs and runs over a restart when there is a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lakeport-workspace-'))
    const stateFile = join(folder, 'databricks.json')
    const before = await startWorkspace({ stateFile })
    const runId = await before.run(PING, { idempotency_token: 'kept' })
    const { tasks } = await before.readRun(runId)
    await before.close()
    const after = await startWorkspace({ stateFile })
    expect((await after.post('run-now', { job_id: PING, idempotency_token: 'kept' })).body.run_id).toBe(runId)
    expect((await after.get(`runs/get?run_id=${tasks[0]?.run_id}`)).status).toBe(200)
    await after.close()
    await rm(folder, { recursive: true })
  })
})
