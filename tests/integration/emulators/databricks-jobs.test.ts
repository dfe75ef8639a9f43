import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE, PING, PRICES, SALES, startWorkspace, type TestWorkspace } from './databricks-support'

const [USER2, MAKER, ADMIN] = ['dapi-demo-user2', 'dapi-demo-maker', 'dapi-demo-admin']
const MAIN = { task_key: 'main', notebook_task: { notebook_path: '/main' } }

describe('jobs', () => {
  let workspace: TestWorkspace

  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const create = async (settings: object, version = '2.2') => {
    const { body } = await workspace.call('POST', `/api/${version}/jobs/create`, settings, MAKER)
    return (body as unknown as { job_id: number }).job_id
  }

  it('are listed to those who may view them', async () => {
    const names = async (token: string) => (await workspace.get('list', token)).body.jobs?.map(({ job_id }) => job_id)
    expect(await names('dapi-demo-user')).toHaveLength(6)
    expect(await names(ADMIN)).toHaveLength(6)
    expect(await names(USER2)).toEqual([PING])
  })

  it('are found by their name, whatever its case', async () => {
    const { body } = await workspace.get('list?name=MONTHLY%20close')
    expect(body.jobs).toMatchObject([{ job_id: CLOSE, creator_user_name: 'maker@contoso.example' }])
    expect(body.jobs?.[0]).not.toHaveProperty('settings.tasks')
    expect(body.jobs?.[0]).not.toHaveProperty('run_as_user_name')
    expect((await workspace.get('list?name=nothing')).body).toEqual({})
  })

  it.each(['limit=0', 'limit=101', 'limit=ten', 'offset=1001', 'page_token=x'])('refuse %s', async (query) => {
    const refused = { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } }
    expect(await workspace.get(`list?${query}`)).toMatchObject(refused)
  })

  it('page by token, and by the old offset', async () => {
    const first = (await workspace.get('list?limit=4')).body
    const second = (await workspace.get(`list?limit=4&page_token=${first.next_page_token}`)).body
    expect([first.jobs?.length, second.jobs?.length, second.next_page_token]).toEqual([4, 2, undefined])
    const skipped = (await workspace.get('list?limit=4&offset=4')).body
    expect(skipped.jobs).toEqual(second.jobs)
    const old = await workspace.call('GET', '/api/2.1/jobs/list?limit=4')
    expect(old.body).toHaveProperty('has_more', true)
    expect(first).not.toHaveProperty('has_more')
  })

  it('say whom they run as', async () => {
    expect((await workspace.get(`get?job_id=${SALES}`)).body).toMatchObject({
      run_as_user_name: 'maker@contoso.example',
      settings: { parameters: [{ name: 'region', default: 'EMEA' }, {}, {}, {}] },
    })
    expect((await workspace.get(`get?job_id=${PRICES}`)).body).toMatchObject({
      run_as_user_name: '5b0c9f64-8e21-4c3d-9a77-d1f0e2b6a385',
    })
    expect((await workspace.call('GET', `/api/2.0/jobs/get?job_id=${PING}`)).status).toBe(200)
  })

  it('of more than 100 tasks lose them without a word before 2.2', async () => {
    const tasks = Array.from({ length: 101 }, (_, index) => ({ ...MAIN, task_key: `t${index}` }))
    const jobId = await create({ name: 'Many', tasks })
    const old = await workspace.call('GET', `/api/2.1/jobs/get?job_id=${jobId}`, undefined, MAKER)
    expect(old.status).toBe(200)
    expect(old.body.settings).not.toHaveProperty('tasks')
    expect(old.body).not.toHaveProperty('next_page_token')
    const { body } = await workspace.get('list?name=many&expand_tasks=true', MAKER)
    expect(body.jobs).toMatchObject([{ has_more: true, settings: { name: 'Many' } }])
  })

  it('are created with defaults, and queue unless 2.1 made them', async () => {
    const read = async (jobId: number) => (await workspace.get(`get?job_id=${jobId}`, MAKER)).body.settings
    const settings = { tasks: [MAIN, { task_key: 'b', notebook_task: {}, depends_on: [{ task_key: 'main' }] }] }
    expect(await read(await create(settings))).toMatchObject({
      name: 'Untitled',
      max_concurrent_runs: 1,
      timeout_seconds: 0,
      email_notifications: {},
      webhook_notifications: {},
      queue: { enabled: true },
      tasks: [{ run_if: 'ALL_SUCCESS', notebook_task: { source: 'WORKSPACE' } }, { timeout_seconds: 0 }],
    })
    expect(await read(await create(settings, '2.1'))).not.toHaveProperty('queue')
  })

  it.each([
    ['a name of a parameter', { parameters: [{ name: 'a b', default: '' }] }],
    ['a parameter without default', { parameters: [{ name: 'a' }] }],
    ['the same task twice', { tasks: [MAIN, MAIN] }],
    ['a task without a kind', { tasks: [{ task_key: 'main' }] }],
    ['a circle of tasks', { tasks: [{ ...MAIN, depends_on: [{ task_key: 'main' }] }] }],
    ['an unknown dependency', { tasks: [{ ...MAIN, depends_on: [{ task_key: 'nobody' }] }] }],
    ['an unknown run_if', { tasks: [{ ...MAIN, run_if: 'NEVER' }] }],
    ['too many runs at a time', { max_concurrent_runs: 1001 }],
    ['four webhooks', { webhook_notifications: { on_start: [{}, {}, {}, {}] } }],
  ])('refuse %s', async (_name, settings) => {
    const reply = await workspace.post('create', settings, MAKER)
    expect(reply).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  })

  it('are updated field by field, reset as a whole, and deleted', async () => {
    const job_id = await create({ name: 'Old', description: 'text', tags: { a: '1' }, tasks: [MAIN] })
    const settings = async () => (await workspace.get(`get?job_id=${job_id}`, MAKER)).body.settings
    await workspace.post('update', { job_id, new_settings: { name: 'New' }, fields_to_remove: ['tags'] }, MAKER)
    expect(await settings()).toMatchObject({ name: 'New', description: 'text', tasks: [MAIN] })
    expect(await settings()).not.toHaveProperty('tags')
    await workspace.post('reset', { job_id, new_settings: { name: 'Reset' } }, MAKER)
    expect(await settings()).not.toHaveProperty('description')
    expect((await workspace.post('delete', { job_id }, MAKER)).body).toEqual({})
    expect((await workspace.get(`get?job_id=${job_id}`, ADMIN)).body.message).toBe(`Job ${job_id} does not exist.`)
  })

  describe('and rights', () => {
    const SALES_OF_USER2 = 'user2@contoso.example'
    const read = `User ${SALES_OF_USER2} does not have View or Admin or Manage Run or Owner permissions on job`

    it.each<[string, string, string, object | undefined, string, string]>([
      ['reading', 'GET', `/api/2.2/jobs/get?job_id=${SALES}`, undefined, USER2, `${read} ${SALES}`],
      ['reading what is not there', 'GET', '/api/2.2/jobs/get?job_id=42', undefined, USER2, `${read} 42`],
      ['listing runs', 'GET', `/api/2.2/jobs/runs/list?job_id=${SALES}`, undefined, USER2, `${read} ${SALES}`],
      [
        'running',
        'POST',
        '/api/2.2/jobs/run-now',
        { job_id: SALES },
        USER2,
        `User "${SALES_OF_USER2}" does not have Manage Run or Owner or Admin permissions on job ${SALES}`,
      ],
      [
        'deleting',
        'POST',
        '/api/2.2/jobs/delete',
        { job_id: SALES },
        'dapi-demo-user',
        `User user@contoso.example does not have Admin or Owner permissions on job ${SALES}`,
      ],
      [
        'reading the rights',
        'GET',
        `/api/2.0/permissions/jobs/${SALES}`,
        undefined,
        'dapi-demo-user',
        `user@contoso.example does not have Manage permissions on Job with ID: ElasticJobId(${SALES}). Please contact the owner or an administrator for access.`,
      ],
    ])('%s is refused to who has none', async (_name, method, path, body, token, message) => {
      const reply = await workspace.call(method, path, body, token)
      expect(reply).toMatchObject({ status: 403, body: { error_code: 'PERMISSION_DENIED', message } })
      expect(reply.body.details[0]?.request_id).toBe(reply.headers.get('x-request-id'))
    })

    it('hide the runs of others', async () => {
      const runId = await workspace.run(SALES)
      expect(await workspace.get(`runs/get?run_id=${runId}`, USER2)).toMatchObject({
        status: 403,
        body: { message: `${read} ${SALES}` },
      })
      expect((await workspace.get('runs/list', USER2)).body).toEqual({})
      expect((await workspace.get('runs/get?run_id=42', USER2)).body).toMatchObject({
        message: 'Run 42 does not exist.',
      })
    })

    it('a missing job is a 400, or a 404 where a switch says so', async () => {
      const path = 'get?job_id=42'
      const message = 'Job 42 does not exist.'
      expect(await workspace.get(path, ADMIN)).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_PARAMETER_VALUE', message },
      })
      await workspace.mode({ missingAs404: true })
      expect(await workspace.get(path, ADMIN)).toMatchObject({
        status: 404,
        body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message },
      })
    })

    it('are read, changed and replaced by who manages the job', async () => {
      const path = `/api/2.0/permissions/jobs/${SALES}`
      expect((await workspace.call('GET', path, undefined, MAKER)).body).toMatchObject({
        object_id: `/jobs/${SALES}`,
        object_type: 'job',
        access_control_list: [
          {
            user_name: 'maker@contoso.example',
            all_permissions: [{ permission_level: 'IS_OWNER', inherited: false }],
          },
          { user_name: 'user@contoso.example', display_name: 'Demo User' },
          { group_name: 'admins', all_permissions: [{ inherited: true }] },
        ],
      })
      const grant = { access_control_list: [{ user_name: SALES_OF_USER2, permission_level: 'CAN_VIEW' }] }
      expect(await workspace.call('PUT', path, grant, MAKER)).toMatchObject({
        status: 400,
        body: { message: 'The job must have exactly one owner.' },
      })
      await workspace.call('PATCH', path, grant, MAKER)
      expect((await workspace.get(`get?job_id=${SALES}`, USER2)).status).toBe(200)
      expect((await workspace.post('run-now', { job_id: SALES }, USER2)).status).toBe(403)
      const levels = await workspace.call('GET', `${path}/permissionLevels`, undefined, MAKER)
      expect(levels.body).toMatchObject({ permission_levels: [{ permission_level: 'CAN_VIEW' }, {}, {}, {}] })
    })
  })

  describe('and rates', () => {
    const burst = async (count: number) =>
      await Promise.all(Array.from({ length: count }, () => workspace.get(`get?job_id=${PING}`)))

    it('are not limited unless a switch says so', async () => {
      expect(new Set((await burst(40)).map(({ status }) => status))).toEqual(new Set([200]))
    })

    it('are limited for the whole workspace', async () => {
      await workspace.mode({ rateLimits: true })
      const refused = (await burst(60)).filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(10)
      expect(refused[0]?.body).toMatchObject({ error_code: 'REQUEST_LIMIT_EXCEEDED' })
      expect(refused[0]?.headers.get('retry-after')).toBe('1')
      await workspace.mode({ retryAfter: false })
      const [silent] = (await burst(60)).filter(({ status }) => status === 429)
      expect(silent?.headers.has('retry-after')).toBe(false)
    })
  })
})
