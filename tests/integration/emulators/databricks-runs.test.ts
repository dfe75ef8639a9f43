import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  CLOSE,
  FORECAST,
  INVOICES,
  PING,
  PRICES,
  SALES,
  startWorkspace,
  type TestWorkspace,
} from './databricks-support'

const MAKER = 'dapi-demo-maker'

describe('runs', () => {
  let workspace: TestWorkspace

  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const finished = async (jobId: number) => {
    const runId = await workspace.run(jobId)
    await workspace.control.advanceClock(300_000)
    return { runId, run: await workspace.readRun(runId) }
  }

  it('tell of a failure in both ways', async () => {
    const { run } = await finished(INVOICES)
    const message =
      'Task validate_invoices failed with message: Workload failed, see run output for details. This caused all downstream tasks to get skipped.'
    expect(run).toMatchObject({
      state: { life_cycle_state: 'INTERNAL_ERROR', result_state: 'FAILED', state_message: message },
      status: {
        state: 'TERMINATED',
        termination_details: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR', message },
      },
      tasks: [{}, {}, { state: { result_state: 'FAILED' } }, { state: { result_state: 'UPSTREAM_FAILED' } }],
    })
    await workspace.mode({ legacyTerminatedFailed: true })
    const again = await workspace.readRun(run.run_id)
    expect(again).toMatchObject({ state: { life_cycle_state: 'TERMINATED', result_state: 'FAILED' } })
  })

  it('tell their times, and a link that only admins can use', async () => {
    const { runId, run } = await finished(SALES)
    expect(run).toMatchObject({
      run_page_url: `${workspace.url}/?o=1234567890123456#job/${SALES}/run/${runId}`,
      setup_duration: 0,
      execution_duration: 0,
      run_duration: 10_000,
      end_time: run.start_time + 10_000,
      tasks: [{ setup_duration: 2000, execution_duration: 7000, cleanup_duration: 0, task_key: 'refresh_sales' }],
    })
  })

  it('of a task are runs too', async () => {
    const { runId, run } = await finished(CLOSE)
    const [task] = run.tasks
    const { body } = await workspace.get(`runs/get?run_id=${task?.run_id}`)
    expect(body).toMatchObject({
      run_id: task?.run_id,
      job_run_id: runId,
      task_key: 'collect_ledgers',
      tasks: [task],
    })
  })

  it('show the iterations of a for-each task to who reads that task', async () => {
    const loop = { inputs: '["a","b","c"]', concurrency: 2, task: { task_key: 'each', notebook_task: {} } }
    await workspace.control.putJobs({
      job_id: '8',
      settings: { name: 'Loop', tasks: [{ task_key: 'loop', for_each_task: loop }] },
      script: { tasks: { loop: { failedIterations: [2], error: 'ValueError: {{input}}' } } },
    })
    const { run } = await finished(8)
    expect(run.tasks[0]).toMatchObject({
      for_each_task: {
        stats: { task_run_stats: { total_iterations: 3, succeeded_iterations: 2, failed_iterations: 1 } },
      },
    })
    const { body } = await workspace.get(`runs/get?run_id=${run.tasks[0]?.run_id}`)
    expect(body.iterations).toHaveLength(3)
    const { body: output } = await workspace.get(`runs/get-output?run_id=${body.iterations[2]?.run_id}`)
    expect(output).toMatchObject({ error: 'ValueError: c', metadata: { parent_run_id: run.tasks[0]?.run_id } })
  })

  describe('output', () => {
    it('is refused for a job run', async () => {
      const { runId } = await finished(PING)
      expect(await workspace.get(`runs/get-output?run_id=${runId}`)).toMatchObject({
        status: 400,
        body: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
        },
      })
    })

    it('of a script is its log, of a notebook never', async () => {
      const [ping, sales] = [await finished(PING), await finished(SALES)]
      const read = async (id: number | undefined) => (await workspace.get(`runs/get-output?run_id=${id}`)).body
      const log = await read(ping.run.tasks[0]?.run_id)
      expect(log).toMatchObject({ logs: expect.stringContaining('3 of 3 catalogs answer'), logs_truncated: false })
      expect(log).not.toHaveProperty('notebook_output')
      expect(await read(sales.run.tasks[0]?.run_id)).not.toHaveProperty('logs')
    })

    it('of a failed notebook is empty, with the error and its coloured trace beside it', async () => {
      const { run } = await finished(INVOICES)
      const { body } = await workspace.get(`runs/get-output?run_id=${run.tasks[2]?.run_id}`)
      expect(body).toMatchObject({
        notebook_output: {},
        error: expect.stringMatching(/^ValueError: /),
        error_trace: expect.stringContaining('read_folder("/Volumes/finance/inbound/invoices")'),
        metadata: { task_key: 'validate_invoices' },
      })
    })

    it('is not there before its time', async () => {
      const runId = await workspace.run(SALES)
      const { tasks } = await workspace.readRun(runId)
      const { body } = await workspace.get(`runs/get-output?run_id=${tasks[0]?.run_id}`)
      expect(body.notebook_output).toEqual({})
    })

    it('is exported as a page that holds its notebook and is empty until scripts draw it', async () => {
      const { run } = await finished(SALES)
      const path = `runs/export?run_id=${run.tasks[0]?.run_id}`
      const { body } = await workspace.get(path)
      expect(body.views).toMatchObject([{ name: 'refresh_sales', type: 'NOTEBOOK' }])
      const content = body.views[0]?.content ?? ''
      expect(content).toContain('<body></body>')
      const [, model = ''] = /__DATABRICKS_NOTEBOOK_MODEL = '([A-Za-z0-9+/=]+)';/.exec(content) ?? []
      const { name, commands } = JSON.parse(decodeURIComponent(atob(model)))
      expect(name).toBe('refresh_sales')
      expect(commands.map(({ results }: { results: { type: string } | null }) => results?.type)).toEqual([
        ...[undefined, 'listResults', 'table', 'listResults', 'listResults'],
      ])
      expect((await workspace.get(`${path}&views_to_export=EVERYTHING`)).status).toBe(400)
    })
  })

  describe('cancelling', () => {
    it('is answered at once and takes a moment', async () => {
      const runId = await workspace.run(FORECAST)
      await workspace.control.advanceClock(30_000)
      const cancelled = await workspace.post('runs/cancel', { run_id: runId })
      expect([cancelled.status, cancelled.body]).toEqual([200, {}])
      expect(await workspace.readRun(runId)).toMatchObject({ status: { state: 'TERMINATING' } })
      await workspace.control.advanceClock(2000)
      expect(await workspace.readRun(runId)).toMatchObject({
        state: { life_cycle_state: 'TERMINATED', result_state: 'CANCELED', user_cancelled_or_timedout: true },
        status: { state: 'TERMINATED', termination_details: { code: 'USER_CANCELED' } },
        tasks: [{ state: { result_state: 'CANCELED' } }],
      })
    })

    it('a finished run leaves it as it was', async () => {
      const { runId } = await finished(PING)
      expect((await workspace.post('runs/cancel', { run_id: runId })).status).toBe(200)
      expect(await workspace.readRun(runId)).toMatchObject({ state: { result_state: 'SUCCESS' } })
    })

    it('all runs of a job empties its queue', async () => {
      const ids = [await workspace.run(PRICES), await workspace.run(PRICES), await workspace.run(PRICES)]
      expect((await workspace.post('runs/cancel-all', { job_id: PRICES })).body).toEqual({})
      await workspace.control.advanceClock(2000)
      for (const id of ids) expect(await workspace.readRun(id)).toMatchObject({ state: { result_state: 'CANCELED' } })
    })

    it('all queued runs of the workspace is for admins', async () => {
      const ids = [await workspace.run(PRICES), await workspace.run(PRICES)]
      expect((await workspace.post('runs/cancel-all', { all_queued_runs: true })).status).toBe(403)
      expect((await workspace.post('runs/cancel-all', { all_queued_runs: true }, 'dapi-demo-admin')).status).toBe(200)
      expect(await workspace.readRun(ids[0] ?? 0)).toMatchObject({ state: { life_cycle_state: 'PENDING' } })
      expect(await workspace.readRun(ids[1] ?? 0)).toMatchObject({ state: { result_state: 'CANCELED' } })
    })
  })

  describe('repairing', () => {
    const repair = (body: object) => workspace.post('runs/repair', body)

    it('runs what failed again, by the script of now, and writes history', async () => {
      const { runId, run } = await finished(INVOICES)
      await workspace.control.script(String(INVOICES), { tasks: { validate_invoices: { outcome: 'SUCCESS' } } })
      const { body } = await repair({ run_id: runId, rerun_all_failed_tasks: true })
      expect(await workspace.readRun(runId)).toMatchObject({ end_time: 0 })
      await workspace.control.advanceClock(60_000)
      const repaired = await workspace.readRun(runId, '&include_history=true')
      expect(repaired).toMatchObject({
        run_id: runId,
        state: { result_state: 'SUCCESS' },
        repair_history: [
          { type: 'ORIGINAL', state: { result_state: 'FAILED' } },
          { type: 'REPAIR', id: body.repair_id, state: { result_state: 'SUCCESS' } },
        ],
      })
      expect(repaired.tasks).toHaveLength(run.tasks.length + 2)
      expect(repaired.tasks.filter(({ task_key }) => task_key === 'validate_invoices')).toMatchObject([
        { attempt_number: 0 },
        { attempt_number: 1 },
      ])
    })

    it('needs to know the latest repair from the second time on', async () => {
      const { runId } = await finished(INVOICES)
      const first = await repair({ run_id: runId, rerun_tasks: ['validate_invoices'] })
      await workspace.control.advanceClock(60_000)
      expect((await repair({ run_id: runId, rerun_all_failed_tasks: true })).body).toMatchObject({
        message: 'The latest repair ID needs to be provided in order to create a new repair',
      })
      const latest_repair_id = first.body.repair_id
      expect((await repair({ run_id: runId, rerun_all_failed_tasks: true, latest_repair_id })).status).toBe(200)
    })

    it('loses parameters that are not sent again', async () => {
      const { runId } = await finished(INVOICES)
      await repair({ run_id: runId, rerun_tasks: ['list_files'] })
      await workspace.control.advanceClock(60_000)
      const { tasks } = await workspace.readRun(runId)
      const { body } = await workspace.get(`runs/get-output?run_id=${tasks.at(-1)?.run_id}`)
      expect(body.notebook_output.result).toBe('42 files in {{job.parameters.source_folder}}')
    })

    it.each([
      ['nothing to run', {}, 'INVALID_PARAMETER_VALUE'],
      ['both ways at once', { rerun_tasks: ['list_files'], rerun_all_failed_tasks: true }, 'INVALID_PARAMETER_VALUE'],
      ['an unknown task', { rerun_tasks: ['nothing'] }, 'INVALID_PARAMETER_VALUE'],
      ['a repair that never was', { rerun_tasks: ['list_files'], latest_repair_id: 1 }, 'INVALID_PARAMETER_VALUE'],
    ])('refuses %s', async (_name, rest, error_code) => {
      const { runId } = await finished(INVOICES)
      expect(await repair({ run_id: runId, ...rest })).toMatchObject({ status: 400, body: { error_code } })
    })

    it('is not for runs that are active', async () => {
      const runId = await workspace.run(FORECAST)
      const refused = { status: 400, body: { error_code: 'INVALID_STATE' } }
      expect(await repair({ run_id: runId, rerun_tasks: ['train_model'] })).toMatchObject(refused)
      expect(await workspace.post('runs/delete', { run_id: runId }, MAKER)).toMatchObject(refused)
    })
  })

  describe('listed', () => {
    it('come newest first, page by page, and back', async () => {
      const ids: number[] = []
      for (let count = 0; count < 5; count += 1) {
        ids.unshift(await workspace.run(PING))
        await workspace.control.advanceClock(1000)
      }
      const page = async (query: string) => (await workspace.get(`runs/list?job_id=${PING}&limit=2${query}`)).body
      const first = await page('&page_token=')
      const second = await page(`&page_token=${first.next_page_token}`)
      await workspace.run(PING)
      const third = await page(`&page_token=${second.next_page_token}`)
      const seen = [first, second, third].flatMap(({ runs }) => runs ?? []).map(({ run_id }) => run_id)
      expect(seen).toEqual(ids)
      expect(third).not.toHaveProperty('next_page_token')
      expect(first).not.toHaveProperty('has_more')
      expect(first).not.toHaveProperty('prev_page_token')
      expect((await page(`&page_token=${second.prev_page_token}`)).runs).toMatchObject([{ run_id: ids[0] }, {}])
    })

    it('can be narrowed', async () => {
      await finished(PING)
      const active = await workspace.run(FORECAST)
      const list = async (query: string) => (await workspace.get(`runs/list?${query}`)).body
      expect((await list('active_only=true')).runs).toMatchObject([{ run_id: active }])
      expect((await list('completed_only=true')).runs).toHaveLength(1)
      expect((await list('active_only=True')).runs).toHaveLength(2)
      expect(await list('run_type=SUBMIT_RUN')).toEqual({})
      expect((await list(`start_time_from=${workspace.clock.now() - 10_000}`)).runs).toMatchObject([
        { run_id: active },
      ])
      expect((await list('expand_tasks=true')).runs?.[0]?.tasks).toHaveLength(1)
      expect((await list('')).runs?.[0]).not.toHaveProperty('tasks')
    })

    it.each([
      ['limit=27', 'Invalid limit 27 - it has to be no more than 26.'],
      ['offset=10001', /10000/],
      ['active_only=true&completed_only=true', /active_only/],
      ['page_token=nonsense', /page token/],
      ['run_type=OTHER', /run_type/],
    ])('refuse %s', async (query, message) => {
      const expected = { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) }
      expect(await workspace.get(`runs/list?${query}`)).toMatchObject({ status: 400, body: expected })
    })

    it.each(['limit=0', 'limit=25', 'limit=26'])('accept %s', async (query) => {
      expect(await workspace.get(`runs/list?${query}`)).toMatchObject({ status: 200, body: {} })
    })
  })

  it('are gone after 60 days', async () => {
    const { runId } = await finished(PING)
    await workspace.control.advanceClock(60 * 24 * 3_600_000)
    expect((await workspace.get(`runs/get?run_id=${runId}`)).body.message).toBe(`Run ${runId} does not exist.`)
  })
})
