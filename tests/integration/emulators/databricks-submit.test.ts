import { WorkspaceClient } from '@databricks/sdk-experimental'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PING, send, startWorkspace, type TestWorkspace } from './databricks-support'

const SALES_TASK = {
  task_key: 'refresh',
  notebook_task: {
    notebook_path: '/Workspace/Shared/sales/refresh_sales',
    base_parameters: { region: 'APAC', as_of: '2026-06-30', top_n: '2' },
  },
}

describe('one-time runs at the workspace', () => {
  let workspace: TestWorkspace
  let client: WorkspaceClient
  beforeAll(async () => {
    workspace = await startWorkspace()
    client = new WorkspaceClient({ host: workspace.url, token: 'dapi-demo-user' })
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const submit = (body: object, token?: string) => workspace.post('runs/submit', body, token)

  it('run as their caller, and what the notebook does in a job it does here', async () => {
    const waiter = await client.jobs.submit({ run_name: 'Sales of APAC', tasks: [SALES_TASK] })
    await workspace.control.advanceClock(60_000)
    const run = await waiter.wait()
    expect(run).toMatchObject({
      run_name: 'Sales of APAC',
      run_type: 'SUBMIT_RUN',
      creator_user_name: 'user@contoso.example',
      state: { result_state: 'SUCCESS' },
    })
    const output = await client.jobs.getRunOutput({ run_id: run.tasks?.[0]?.run_id ?? 0 })
    expect(JSON.parse(output.notebook_output?.result ?? '')).toMatchObject([{ region: 'APAC' }, { region: 'APAC' }])
    expect(await workspace.control.runs()).toMatchObject([
      { run_type: 'SUBMIT_RUN', run_as_user_name: 'user@contoso.example' },
    ])
  })

  it('are listed as what they are, and their job is none that anybody can see', async () => {
    await workspace.run(PING)
    const { run_id } = (await submit({ tasks: [SALES_TASK] })).body
    const typed = await workspace.get('runs/list?run_type=SUBMIT_RUN')
    expect(typed.body.runs?.map((run) => run.run_id)).toEqual([run_id])
    expect((await workspace.get('runs/list?run_type=JOB_RUN')).body.runs).toHaveLength(1)
    const { job_id } = (await client.jobs.getRun({ run_id })) as { job_id: number }
    expect((await workspace.get(`get?job_id=${job_id}`, 'dapi-demo-admin')).status).toBe(400)
    expect((await workspace.get('list', 'dapi-demo-admin')).body.jobs).toHaveLength(6)
    expect((await workspace.post('run-now', { job_id }, 'dapi-demo-admin')).status).toBe(400)
  })

  it('repeat nothing for the same idempotency token', async () => {
    const body = { tasks: [SALES_TASK], idempotency_token: 'press-1' }
    const first = await submit(body)
    expect((await submit(body)).body.run_id).toBe(first.body.run_id)
    expect(await workspace.control.runs()).toHaveLength(1)
  })

  it('belong to their caller: others see them only when named', async () => {
    const own = (await submit({ tasks: [SALES_TASK] })).body.run_id
    expect((await workspace.get(`runs/get?run_id=${own}`, 'dapi-demo-user2')).status).toBe(403)
    const access_control_list = [{ user_name: 'user2@contoso.example', permission_level: 'CAN_VIEW' }]
    const shared = (await submit({ tasks: [SALES_TASK], access_control_list })).body.run_id
    expect((await workspace.get(`runs/get?run_id=${shared}`, 'dapi-demo-user2')).status).toBe(200)
    expect((await workspace.post('runs/cancel', { run_id: shared }, 'dapi-demo-user2')).status).toBe(403)
    expect((await workspace.post('runs/cancel', { run_id: own })).status).toBe(200)
  })

  it.each([
    [{}, 400, 'Missing required field: tasks'],
    [{ tasks: [{ task_key: 'a' }] }, 400, 'needs exactly one task definition'],
    [{ tasks: [{ ...SALES_TASK, job_cluster_key: 'main' }] }, 400, 'names a job cluster'],
    [{ tasks: [SALES_TASK], parameters: [] }, 400, 'parameters is not supported'],
    [{ tasks: [SALES_TASK], idempotency_token: 'x'.repeat(65) }, 400, 'at most 64 characters'],
    [{ tasks: [{ ...SALES_TASK, existing_cluster_id: 'gone' }] }, 400, 'Cluster gone does not exist'],
    [{ tasks: [{ ...SALES_TASK, existing_cluster_id: '0602-091500-fcast001' }] }, 403, 'Attach permissions'],
    [{ tasks: [{ task_key: 'q', sql_task: { warehouse_id: 'b2c3d4e5f6071829' } }] }, 403, 'SQL Warehouse'],
  ])('are refused: %j', async (body, status, message) => {
    const reply = await submit(body)
    expect([reply.status, reply.body.message]).toEqual([status, expect.stringContaining(message)])
    expect(await workspace.control.runs()).toEqual([])
  })

  it('do what a control call says of their tasks', async () => {
    const failing = { tasks: { refresh: { outcome: 'FAILED', error: 'No such region' } } }
    await send(`${workspace.url}/__emulator/submits/script`, 'POST', failing)
    const { run_id } = (await submit({ tasks: [SALES_TASK] })).body
    await workspace.control.advanceClock(60_000)
    expect(await workspace.readRun(run_id)).toMatchObject({ state: { result_state: 'FAILED' } })
  })
})
