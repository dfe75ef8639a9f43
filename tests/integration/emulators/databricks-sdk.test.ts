import { WorkspaceClient } from '@databricks/sdk-experimental'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE, INVOICES, PING, SALES, startWorkspace, type TestWorkspace } from './databricks-support'

/** Databricks' own JavaScript SDK, as anybody would use it. */
describe('the JavaScript SDK of Databricks', () => {
  let workspace: TestWorkspace
  let client: WorkspaceClient

  beforeAll(async () => {
    workspace = await startWorkspace()
    client = new WorkspaceClient({ host: workspace.url, token: 'dapi-demo-maker' })
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const short = { setupMs: 100, durationMs: 200, cleanupMs: 100 }
  const start = async (job_id: number): Promise<number> => {
    const { run_id } = await client.jobs.runNow({ job_id })
    if (run_id === undefined) throw new Error('the answer has no run_id')
    return run_id
  }
  const read = async <T>(items: AsyncIterable<T>) => await Array.fromAsync(items)

  it('lists jobs over several pages', async () => {
    const jobs = await read(client.jobs.list({ limit: 4 }))
    expect(jobs.map(({ settings }) => settings?.name)).toHaveLength(6)
    const lists = (await workspace.control.requests()).filter(({ path }) => path === '/api/2.2/jobs/list')
    expect(lists).toHaveLength(2)
  })

  it('runs a job and waits for its success', async () => {
    await workspace.control.script(String(SALES), { tasks: { refresh_sales: short } })
    const waiter = await client.jobs.runNow({ job_id: SALES, job_parameters: { region: 'APAC', top_n: '2' } })
    const run = await waiter.wait()
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' })
    expect(run.creator_user_name).toBe('maker@contoso.example')
    const output = await client.jobs.getRunOutput({ run_id: run.tasks?.[0]?.run_id ?? 0 })
    expect(JSON.parse(output.notebook_output?.result ?? '')).toMatchObject([{ region: 'APAC' }, { region: 'APAC' }])
  })

  it('fails to wait for a run whose task fails, in the words of the run', async () => {
    const failing = { ...short, setupMs: 0 }
    await workspace.control.script(String(INVOICES), {
      tasks: { list_files: failing, read_invoices: failing, validate_invoices: failing },
    })
    const waiter = await client.jobs.runNow({ job_id: INVOICES })
    await expect(waiter.wait()).rejects.toThrow(
      'got INTERNAL_ERROR: Task validate_invoices failed with message: Workload failed, see run output for details',
    )
  })

  it('gets the output of a task run only', async () => {
    const run_id = await start(INVOICES)
    await workspace.control.advanceClock(60_000)
    await expect(client.jobs.getRunOutput({ run_id })).rejects.toMatchObject({
      errorCode: 'INVALID_PARAMETER_VALUE',
      statusCode: 400,
    })
    const { tasks = [] } = await client.jobs.getRun({ run_id })
    const failed = tasks.find(({ task_key }) => task_key === 'validate_invoices')
    const output = await client.jobs.getRunOutput({ run_id: failed?.run_id ?? 0 })
    expect(output.error).toBe('ValueError: invoice INV-2026-00317: net amount <empty> is not a number')
    expect(output.error_trace).toContain('\u001b[0;31mValueError\u001b[0m')
  })

  it('comes back after a 429', async () => {
    const body = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many requests' }
    await workspace.control.addFault({ match: 'GET /api/2.2/jobs/get', status: 429, body })
    await expect(client.jobs.get({ job_id: PING })).resolves.toMatchObject({ job_id: PING })
    const statuses = (await workspace.control.requests()).map(({ status }) => status)
    expect(statuses).toEqual([429, 200])
  })

  it('reads the reason out of a page', async () => {
    await workspace.mode({ htmlAuthErrors: true })
    const stranger = new WorkspaceClient({ host: workspace.url, token: 'dapi-nobody' })
    await expect(stranger.jobs.get({ job_id: PING })).rejects.toMatchObject({
      message: 'Invalid access token',
      statusCode: 403,
    })
  })

  it('gets the first run again for the same idempotency token', async () => {
    const first = await client.jobs.runNow({ job_id: PING, idempotency_token: 'one-click' })
    const second = await client.jobs.runNow({ job_id: PING, idempotency_token: 'one-click' })
    expect(second.run_id).toBe(first.run_id)
    expect(await workspace.control.runs()).toHaveLength(1)
  })

  it('reads the 101st task from a second page', async () => {
    const tasks = Array.from({ length: 101 }, (_, index) => ({ task_key: `step_${index}`, notebook_task: {} }))
    await workspace.control.putJobs({ job_id: '77', settings: { name: 'Many steps', tasks } })
    const first = await client.jobs.get({ job_id: 77 })
    expect(first.settings?.tasks).toHaveLength(100)
    expect(first.next_page_token).toEqual(expect.any(String))
    const second = await client.jobs.get({ job_id: 77, page_token: first.next_page_token ?? '' })
    expect(second.settings?.tasks?.map(({ task_key }) => task_key)).toEqual(['step_100'])
    expect(second).not.toHaveProperty('next_page_token')
    const run_id = await start(77)
    const run = await client.jobs.getRun({ run_id })
    const rest = await client.jobs.getRun({ run_id, page_token: run.next_page_token ?? '' })
    expect([run.tasks?.length, rest.tasks?.length, rest.next_page_token]).toEqual([100, 1, undefined])
  })

  it('cancels a run and repairs it', async () => {
    await workspace.control.script(String(CLOSE), {
      tasks: { collect_ledgers: { setupMs: 100, durationMs: 60_000 } },
    })
    const run_id = await start(CLOSE)
    const cancelled = await (await client.jobs.cancelRun({ run_id })).wait()
    expect(cancelled.state?.result_state).toBe('CANCELED')
    const { repair_id } = await client.jobs.repairRun({ run_id, rerun_all_failed_tasks: true })
    await workspace.control.advanceClock(120_000)
    const repaired = await client.jobs.getRun({ run_id, include_history: true })
    expect(repaired.repair_history).toMatchObject([{ type: 'ORIGINAL' }, { type: 'REPAIR', id: repair_id }])
  })

  it('knows who it is', async () => {
    await expect(client.currentUser.me()).resolves.toMatchObject({ userName: 'maker@contoso.example' })
  })

  it('lists every run, page by page', async () => {
    for (let count = 0; count < 5; count += 1) await client.jobs.runNow({ job_id: PING })
    const runs = await read(client.jobs.listRuns({ job_id: PING, limit: 2, expand_tasks: true }))
    expect(runs.map(({ tasks }) => tasks?.length)).toEqual([1, 1, 1, 1, 1])
  })
})
