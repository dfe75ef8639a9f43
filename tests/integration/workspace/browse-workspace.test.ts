import { expect, it } from 'vitest'
import { listConnectors } from '@/lib/connectors/server/list-connectors'
import type { Viewer } from '@/lib/identity/viewer'
import { browseWorkspace } from '@/lib/workspace/server/browse-workspace'
import { parseWorkspaceQuery } from '@/lib/workspace/workspace-query'
import { describePortal } from '@/tests/support/in-process-portal'
import { SAMPLE_FLOWS } from '../runs/sample-flows'

const USER = 'user@contoso.example'
const MAKER = 'maker@contoso.example'
const LIST_JOBS = 'GET /api/2.2/jobs/list'

describePortal('the workspace as somebody sees it', SAMPLE_FLOWS, (portal) => {
  const browse = async (viewer: Viewer, params: Readonly<Record<string, string>> = {}) => {
    const [connector] = await listConnectors(viewer)
    if (!connector) throw new Error('There is no connector')
    return browseWorkspace(viewer, connector, parseWorkspaceQuery(params))
  }
  const names = async (viewer: Viewer, params?: Readonly<Record<string, string>>) =>
    (await browse(viewer, params)).rows.map(({ name }) => name)
  const callers = async (path: string) =>
    (await portal.databricks().requests()).filter((request) => request.path === path).map(({ upn }) => upn)

  it('is what their own token shows: each call carries it, and one view is one call (TOK-5)', async () => {
    const user2 = await portal.signIn('user2@contoso.example')
    const maker = await portal.signIn(MAKER)
    expect(await names(user2)).toEqual(['Ping the lakehouse'])
    expect(await names(maker, { tab: 'warehouses' })).toEqual(['Sales analytics', 'Finance reporting'])
    expect(await names(user2, { tab: 'warehouses' })).toEqual([])
    expect(await names(maker, { tab: 'clusters' })).toEqual(['Shared analysis', 'Forecast training'])
    expect(await callers('/api/2.2/jobs/list')).toEqual(['user2@contoso.example'])
    expect(await callers('/api/2.0/sql/warehouses')).toEqual([MAKER, 'user2@contoso.example'])
    expect(await callers('/api/2.1/clusters/list')).toEqual([MAKER])
  })

  it('tells state, owner and where each thing is, on the host of the connector (IO-10)', async () => {
    const maker = await portal.signIn(MAKER)
    const origin = portal.databricks().url
    expect((await browse(maker)).rows[0]).toEqual({
      id: '410000000000006',
      name: 'Ping the lakehouse',
      owner: MAKER,
      href: `${origin}/jobs/410000000000006`,
      starts: 'by hand',
      createdAt: expect.any(Number),
    })
    expect((await browse(maker, { tab: 'warehouses' })).rows[1]).toMatchObject({
      state: 'STOPPED',
      size: 'Medium',
      serverless: false,
      href: `${origin}/sql/warehouses/b2c3d4e5f6071829`,
    })
    expect((await browse(maker, { tab: 'clusters' })).rows[1]).toMatchObject({
      state: 'TERMINATED',
      stateMessage: expect.stringContaining('inactive'),
      source: 'UI',
      endedAt: expect.any(Number),
    })
  })

  it('is searched over several pages, and says where the next ones begin', async () => {
    const user = await portal.signIn(USER)
    const many = Array.from({ length: 620 }, (_, index) => ({
      job_id: String(9_000 + index),
      created_time: Date.UTC(2027, 0, 1) - index * 1_000,
      settings: { name: index % 300 === 299 ? `Needle ${index}` : `Hay ${index}`, tasks: [] },
    }))
    await portal.databricks().putJobs(many)
    const first = await browse(user)
    expect([first.rows.length, first.nextPage]).toEqual([100, expect.any(String)])
    const second = await browse(user, { page: first.nextPage ?? '' })
    expect(second.rows[0]?.name).toBe('Hay 100')
    const found = await browse(user, { q: 'NEEDLE' })
    expect(found.rows.map(({ name }) => name)).toEqual(['Needle 299'])
    expect(await names(user, { q: 'needle', page: found.nextPage ?? '' })).toEqual(['Needle 599'])
    expect((await callers('/api/2.2/jobs/list')).length).toBe(1 + 1 + 5 + 2)
  })

  it.each([
    ['outsider@contoso.example', undefined, { code: 'databricks_not_member' }],
    [
      USER,
      { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'Not you.' } },
      { code: 'databricks_no_right', facts: { message: 'Not you.' } },
    ],
    [USER, { status: 200, body: '<html>' }, { code: 'databricks_odd_answer' }],
    [USER, { status: 503, body: 'later' }, { code: 'databricks_busy' }],
  ])('refuses %s with a reason when Databricks answers %j', async (upn, fault, reason) => {
    const viewer = await portal.signIn(upn)
    if (fault) await portal.databricks().addFault({ match: LIST_JOBS, ...fault })
    await expect(browse(viewer)).rejects.toMatchObject(reason)
  })

  it('asks nobody who has to sign in again first', async () => {
    const user = await portal.signIn(USER)
    await browse(user)
    const problem = { code: 'consent_needed', facts: {} } as const
    await portal
      .store()
      .kysely.updateTable('connections')
      .set({ problem: problem.code, problem_facts: JSON.stringify(problem.facts) })
      .execute()
    await expect(browse(user)).rejects.toMatchObject({ code: 'consent_needed' })
    expect(await callers('/api/2.2/jobs/list')).toHaveLength(1)
  })

  it('is given up after some seconds when the workspace hangs, and the call with it (OUT-5)', async () => {
    const user = await portal.signIn(USER)
    await portal.databricks().addFault({ match: LIST_JOBS, delayMs: 20_000 })
    const began = performance.now()
    await expect(browse(user)).rejects.toMatchObject({ code: 'databricks_unreachable', facts: { reason: 'slow' } })
    expect(performance.now() - began).toBeLessThan(8_000)
  })

  it('leaves a workspace alone that has asked for it (REL-4)', async () => {
    const user = await portal.signIn(USER)
    await browse(user)
    await portal
      .store()
      .kysely.updateTable('workspace_budgets')
      .set({ hold_until: new Date(Date.now() + 60_000) })
      .execute()
    await expect(browse(user)).rejects.toMatchObject({ code: 'databricks_busy', facts: { reason: 'held' } })
    expect(await callers('/api/2.2/jobs/list')).toHaveLength(1)
  })
})
