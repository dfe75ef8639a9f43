import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE, PING, PRICES, SALES, startWorkspace, type TestWorkspace } from './databricks-support'

describe('run-now', () => {
  let workspace: TestWorkspace

  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const runNow = (body: unknown, token?: string) => workspace.post('run-now', body, token)
  const invalid = (message: string | RegExp) => ({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) },
  })

  it('answers with the id of the run, twice', async () => {
    const { status, body } = await runNow({ job_id: SALES })
    expect(status).toBe(200)
    expect(body).toEqual({ run_id: expect.any(Number), number_in_job: body.run_id })
    expect(String(body.run_id)).toHaveLength(15)
  })

  it('takes the values of the parameters, and defaults for the rest', async () => {
    const runId = await workspace.run(SALES, { job_parameters: { region: 'AMER', colour: 'blue' } })
    expect(await workspace.readRun(runId)).toMatchObject({
      creator_user_name: 'user@contoso.example',
      run_name: 'Refresh sales figures',
      run_type: 'JOB_RUN',
      trigger: 'ONE_TIME',
      end_time: 0,
      job_parameters: [
        { name: 'region', default: 'EMEA', value: 'AMER' },
        { name: 'as_of', value: '2026-06-30' },
        { name: 'top_n', value: '10' },
        { name: 'include_returns', value: 'false' },
        { name: 'colour', value: 'blue' },
      ],
    })
  })

  it('shows them in the result', async () => {
    const job_parameters = { region: 'AMER', as_of: '2026-05-31', top_n: '3', include_returns: 'true' }
    const runId = await workspace.run(SALES, { job_parameters })
    await workspace.control.advanceClock(12_000)
    const { tasks } = await workspace.readRun(runId)
    const { body } = await workspace.get(`runs/get-output?run_id=${tasks[0]?.run_id}`)
    const row = { region: 'AMER', as_of: '2026-05-31', returns: expect.any(Number) }
    expect(JSON.parse(body.notebook_output.result)).toMatchObject([row, row, row])
  })

  it('resolves references for who asks', async () => {
    const runId = await workspace.run(SALES, {
      job_parameters: { region: 'AMER' },
      notebook_params: { as_of: 'today' },
    })
    const run = await workspace.readRun(runId, '&include_resolved_values=true')
    expect(run.tasks[0]).toMatchObject({
      resolved_values: { notebook_task: { base_parameters: { region: 'AMER', as_of: 'today' } } },
    })
    expect(run).toMatchObject({ overriding_parameters: { notebook_params: { as_of: 'today' } } })
  })

  it.each([
    ['no job', {}, /^Missing required field: job_id/],
    ['a job that is none', { job_id: 'seven' }, /job_id/],
    ['a token that is too long', { job_id: PING, idempotency_token: 'x'.repeat(65) }, /64 characters/],
    ['a queue that says nothing', { job_id: PING, queue: {} }, /queue\.enabled/],
    ['a task that is not there', { job_id: PING, only: ['pong'] }, /'pong' does not exist/],
    ['two kinds that exclude each other', { job_id: PING, notebook_params: {}, jar_params: [] }, /together/],
    ['too much', { job_id: PING, notebook_params: { a: 'x'.repeat(10_000) } }, /10000 bytes/],
    ['more than ASCII', { job_id: PING, python_params: ['für'] }, /ASCII/],
    ['a target that is none', { job_id: PING, performance_target: 'FAST' }, /performance_target/],
  ])('refuses %s', async (_name, body, message) => {
    expect(await runNow(body)).toMatchObject(invalid(message))
    expect(await workspace.control.runs()).toEqual([])
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a value that is no text', { job_id: PING, job_parameters: { n: 1 } }],
    ['a list that is none', { job_id: PING, python_params: 'a' }],
  ])('calls %s malformed', async (_name, body) => {
    expect(await runNow(body)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } })
  })

  it('runs only the tasks asked for', async () => {
    const runId = await workspace.run(CLOSE, { only: ['+post_adjustments'] })
    await workspace.control.advanceClock(60_000)
    const { tasks } = await workspace.readRun(runId)
    expect(tasks).toMatchObject([
      { task_key: 'collect_ledgers', state: { result_state: 'SUCCESS' } },
      { task_key: 'ledgers_differ', condition_task: { outcome: 'true' } },
      { task_key: 'post_adjustments', state: { result_state: 'SUCCESS' } },
      { task_key: 'confirm_balance', state: { result_state: 'DISABLED' } },
      { task_key: 'closing_report', state: { result_state: 'DISABLED' } },
    ])
  })

  describe('with an idempotency token', () => {
    const start = { job_id: PING, idempotency_token: 'x'.repeat(64) }

    it('starts one run, however often it is sent', async () => {
      const ids = await Promise.all([runNow(start), runNow(start), runNow(start)])
      expect(new Set(ids.map(({ body }) => body.run_id)).size).toBe(1)
      expect(await workspace.control.runs()).toMatchObject([{ idempotency_token: start.idempotency_token }])
    })

    it.each([
      ['the connection breaks', { drop: 'after' as const }],
      [
        'a gateway fails',
        { afterHandler: true, status: 503, body: { error_code: 'TEMPORARILY_UNAVAILABLE', message: '' } },
      ],
    ])('starts one run although %s after it', async (_name, fault) => {
      await workspace.control.addFault({ match: 'POST /api/2.2/jobs/run-now', ...fault })
      const first = await runNow(start).then(
        ({ status }) => status,
        () => 'lost',
      )
      expect(['lost', 503]).toContain(first)
      const { status, body } = await runNow(start)
      expect([status, await workspace.control.runs()]).toMatchObject([200, [{ run_id: String(body.run_id) }]])
    })

    it('answers with an old run, failed or not', async () => {
      const first = await runNow(start)
      await workspace.control.advanceClock(60_000)
      expect((await runNow(start)).body.run_id).toBe(first.body.run_id)
    })

    it('keeps the token after the run is deleted', async () => {
      const { body } = await runNow(start)
      await workspace.control.advanceClock(60_000)
      expect((await workspace.post('runs/delete', { run_id: body.run_id }, 'dapi-demo-maker')).status).toBe(200)
      expect(await runNow(start)).toMatchObject(invalid(/deleted/))
    })
  })

  describe('at the limit of runs at a time', () => {
    it('queues the run, and starts it when its turn comes', async () => {
      const first = await workspace.run(PRICES)
      const second = await workspace.run(PRICES)
      expect(await workspace.readRun(second)).toMatchObject({
        state: { life_cycle_state: 'QUEUED', queue_reason: 'Queued due to reaching maximum concurrent runs of 1.' },
        status: { state: 'QUEUED', queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED' } },
        tasks: [{ status: { state: 'BLOCKED' } }],
      })
      await workspace.control.advanceClock(20_000)
      expect(await workspace.readRun(first)).toMatchObject({ status: { state: 'TERMINATED' }, queue_duration: 0 })
      expect(await workspace.readRun(second)).toMatchObject({ status: { state: 'RUNNING' } })
      await workspace.control.advanceClock(20_000)
      const done = await workspace.readRun(second)
      expect(done).toMatchObject({ state: { result_state: 'SUCCESS' }, queue_duration: expect.any(Number) })
      expect(done).toHaveProperty('run_duration', 15_000)
    })

    it('skips the run when it may not queue', async () => {
      await workspace.run(PRICES)
      const skipped = await workspace.readRun(await workspace.run(PRICES, { queue: { enabled: false } }))
      expect(skipped).toMatchObject({
        state: {
          life_cycle_state: 'SKIPPED',
          state_message: 'Skipping this run because the limit of 1 maximum concurrent runs has been reached.',
        },
        status: {
          state: 'TERMINATED',
          termination_details: { code: 'MAX_CONCURRENT_RUNS_EXCEEDED', type: 'CLIENT_ERROR' },
        },
      })
      expect(skipped).not.toHaveProperty('state.result_state')
    })
  })

  describe('ids beyond 2^53', () => {
    const BIG = '9007199254740993'

    it('of job and run go through unharmed', async () => {
      await workspace.control.putJobs({
        job_id: BIG,
        next_run_id: BIG,
        settings: { name: 'Big', tasks: [{ task_key: 'main', notebook_task: {} }] },
      })
      const started = await runNow(`{"job_id": ${BIG}}`)
      expect(started.text).toBe(`{"run_id":${BIG},"number_in_job":${BIG}}`)
      for (const path of [`runs/get?run_id=${BIG}`, `runs/list?job_id=${BIG}`, `get?job_id=${BIG}`]) {
        const { status, text } = await workspace.get(path)
        expect([status, text.includes(`"job_id":${BIG},`)]).toEqual([200, true])
      }
      expect(await workspace.control.runs()).toMatchObject([{ run_id: BIG, job_id: BIG }])
      expect((await workspace.get('get?job_id=9007199254740992')).status).toBe(403)
    })

    it('are handed out on demand', async () => {
      await workspace.mode({ bigIds: true })
      const { text } = await runNow({ job_id: PING })
      expect(text).toMatch(/^\{"run_id":[1-8]\d{18},/)
    })
  })
})
