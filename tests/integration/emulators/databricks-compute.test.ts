import { WorkspaceClient } from '@databricks/sdk-experimental'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { send, startWorkspace, type TestWorkspace } from './databricks-support'

const SALES_WAREHOUSE = 'a1b2c3d4e5f60718'
const FINANCE_WAREHOUSE = 'b2c3d4e5f6071829'
const SHARED_CLUSTER = '0601-083000-shared01'
const FORECAST_CLUSTER = '0602-091500-fcast001'

describe('warehouses and clusters of the workspace', () => {
  let workspace: TestWorkspace
  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const clientOf = (name: string) => new WorkspaceClient({ host: workspace.url, token: `dapi-demo-${name}` })
  const read = async <T>(items: AsyncIterable<T>) => await Array.fromAsync(items)
  const control = (method: string, path: string, body: unknown) =>
    send(`${workspace.url}/__emulator${path}`, method, body)

  it.each([
    ['user', ['Sales analytics'], ['Shared analysis']],
    ['user2', [], ['Shared analysis']],
    ['maker', ['Sales analytics', 'Finance reporting'], ['Shared analysis', 'Forecast training']],
  ])('show %s what that person may use, and nothing else', async (name, warehouses, clusters) => {
    const client = clientOf(name)
    expect((await read(client.warehouses.list({}))).map((one) => one.name)).toEqual(warehouses)
    expect((await read(client.clusters.list({}))).map((one) => one.cluster_name)).toEqual(clusters)
  })

  it('show an administrator all of them, page by page', async () => {
    const client = clientOf('admin')
    expect(await read(client.warehouses.list({ page_size: 2 }))).toHaveLength(3)
    expect(await read(client.clusters.list({ page_size: 1 }))).toHaveLength(3)
    const paths = (await workspace.control.requests()).map(({ path }) => path)
    expect(paths.filter((path) => path === '/api/2.0/sql/warehouses')).toHaveLength(2)
    expect(paths.filter((path) => path === '/api/2.1/clusters/list')).toHaveLength(3)
  })

  it('end the list of clusters with an empty token, and the one of warehouses without any', async () => {
    const clusters = await workspace.call('GET', '/api/2.1/clusters/list')
    expect(clusters.body).toMatchObject({ next_page_token: '', prev_page_token: '' })
    expect((await workspace.call('GET', '/api/2.0/sql/warehouses')).body).not.toHaveProperty('next_page_token')
  })

  it('are chosen by state and sorted by name when that is asked for', async () => {
    const client = clientOf('admin')
    const running = client.clusters.list({ filter_by: { cluster_states: ['RUNNING', 'PENDING'] } })
    expect((await read(running)).map((one) => one.cluster_name)).toEqual(['Shared analysis'])
    const sorted = client.clusters.list({ sort_by: { field: 'CLUSTER_NAME', direction: 'DESC' } })
    expect((await read(sorted)).map((one) => one.cluster_name)?.[0]).toBe('Shared analysis')
  })

  it('tell their state, owner and size', async () => {
    const client = clientOf('maker')
    expect(await client.warehouses.get({ id: FINANCE_WAREHOUSE })).toMatchObject({
      name: 'Finance reporting',
      state: 'STOPPED',
      cluster_size: 'Medium',
      creator_name: 'maker@contoso.example',
      auto_stop_mins: 45,
    })
    expect(await client.clusters.get({ cluster_id: FORECAST_CLUSTER })).toMatchObject({
      state: 'TERMINATED',
      cluster_source: 'UI',
      terminated_time: expect.any(Number),
    })
  })

  it.each([
    [
      'GET',
      `/api/2.0/sql/warehouses/${FINANCE_WAREHOUSE}`,
      403,
      'You do not have permission to use the SQL Warehouse',
    ],
    ['GET', '/api/2.0/sql/warehouses/nosuch', 400, 'nosuch is not a valid endpoint id.'],
    ['GET', '/api/2.0/sql/warehouses/0000000000000000', 404, 'SQL warehouse 0000000000000000 does not exist.'],
    ['GET', `/api/2.1/clusters/get?cluster_id=${FORECAST_CLUSTER}`, 403, 'does not have Attach permissions on'],
    ['GET', '/api/2.1/clusters/get?cluster_id=none', 400, 'Cluster none does not exist'],
    ['GET', '/api/2.1/clusters/get', 400, 'Missing required field: cluster_id'],
    ['POST', `/api/2.0/sql/warehouses/${FINANCE_WAREHOUSE}/start`, 403, 'You do not have permission'],
    ['GET', '/api/2.1/clusters/list?page_token=odd', 400, 'Invalid page token.'],
  ])('refuse %s %s with %i', async (method, path, status, message) => {
    const reply = await workspace.call(method, path, method === 'POST' ? {} : undefined)
    expect([reply.status, reply.body.message]).toEqual([status, expect.stringContaining(message)])
    expect(reply.body.details[0]?.request_id).toBe(reply.headers.get('x-request-id'))
  })

  it('lets a warehouse be started, which leaves STOPPED at once and runs later', async () => {
    const client = clientOf('maker')
    const stateNow = async () => (await client.warehouses.get({ id: FINANCE_WAREHOUSE })).state
    await workspace.call('POST', `/api/2.0/sql/warehouses/${FINANCE_WAREHOUSE}/start`, {}, 'dapi-demo-maker')
    expect(await stateNow()).toBe('STARTING')
    await workspace.control.advanceClock(10_000)
    expect(await stateNow()).toBe('RUNNING')
    await workspace.call('POST', `/api/2.0/sql/warehouses/${FINANCE_WAREHOUSE}/stop`, {}, 'dapi-demo-maker')
    expect(await stateNow()).toBe('STOPPING')
  })

  it('are added and changed by control calls, until the next reset', async () => {
    await control('PUT', '/warehouses', { id: SALES_WAREHOUSE, users: ['user2@contoso.example'] })
    await control('PUT', '/clusters', { id: SHARED_CLUSTER, state: 'RESTARTING' })
    expect(await read(clientOf('user').warehouses.list({}))).toEqual([])
    expect(await read(clientOf('user2').warehouses.list({}))).toHaveLength(1)
    expect((await read(clientOf('user').clusters.list({})))[0]?.state).toBe('RESTARTING')
    await workspace.control.reset()
    expect(await read(clientOf('user').warehouses.list({}))).toHaveLength(1)
  })

  it.each([
    ['/warehouses', { name: 'without an id' }],
    ['/clusters', { id: 'x', users: 'everybody' }],
  ])('refuse a control call that makes no sense: PUT %s %j', async (path, body) => {
    expect((await control('PUT', path, body)).status).toBe(400)
  })
})
