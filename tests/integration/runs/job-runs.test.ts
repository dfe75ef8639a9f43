import { expect, it } from 'vitest'
import { getFlow } from '@/lib/flows/server/get-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { listJobRuns } from '@/lib/runs/server/list-job-runs'
import { describePortal } from '@/tests/support/in-process-portal'
import { askAsAdmin } from './ask-as-admin'
import { callsOf } from './run-now-calls'
import { PING_JOB, SALES_JOB, SAMPLE_FLOWS } from './sample-flows'

const LIST = 'GET /api/2.2/jobs/runs/list'

describePortal('the runs of a flow’s job', SAMPLE_FLOWS, (portal) => {
  const runsOf = async (viewer: Viewer, asked = { jobId: PING_JOB, page: '' }) =>
    listJobRuns(viewer, await getFlow(viewer, 'ping-lakehouse'), asked)

  it('are those that were started here and those that were not, each marked, by one call with the viewer’s own token', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'ping-lakehouse')
    await askAsAdmin(portal, '/api/2.2/jobs/run-now', { job_id: Number(PING_JOB) })
    const { runs, nextPage } = await runsOf(user)
    expect(nextPage).toBeUndefined()
    expect(runs).toHaveLength(2)
    expect(runs.find(({ startedHere }) => startedHere)).toMatchObject({
      href: `/runs/${runId}`,
      startedBy: 'user@contoso.example',
      trigger: 'ONE_TIME',
    })
    expect(runs.find(({ startedHere }) => startedHere === false)).toMatchObject({
      href: expect.stringContaining(`${portal.databricks().url}/jobs/${PING_JOB}/runs/`),
      startedBy: 'admin@contoso.example',
    })
    const calls = (await portal.databricks().requests()).filter(({ method, path }) => `${method} ${path}` === LIST)
    expect(calls.map(({ upn }) => upn)).toEqual(['user@contoso.example'])
  })

  it('lead to the pages of others’ runs nobody but an Admin (AUTHZ-4)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'ping-lakehouse')
    const maker = await portal.signIn('maker@contoso.example')
    const [seen] = (await runsOf(maker)).runs
    expect(seen?.startedHere).toBe(true)
    expect(seen?.href).not.toContain(runId)
    const admin = await portal.signIn('admin@contoso.example')
    expect((await runsOf(admin)).runs[0]?.href).toBe(`/runs/${runId}`)
  })

  it('are none of another job, and none that the person’s rights do not show', async () => {
    const user = await portal.signIn('user@contoso.example')
    await expect(runsOf(user, { jobId: SALES_JOB, page: '' })).rejects.toMatchObject({ code: 'not_found' })
    const outsider = await portal.signIn('outsider@contoso.example')
    await expect(runsOf(outsider)).rejects.toMatchObject({ code: 'databricks_not_member' })
  })

  it('come by pages, the newest first', async () => {
    const user = await portal.signIn('user@contoso.example')
    for (let run = 0; run < 26; run += 1) {
      await askAsAdmin(portal, '/api/2.2/jobs/run-now', { job_id: Number(PING_JOB) })
      await portal.databricks().advanceClock(60_000)
    }
    const first = await runsOf(user)
    expect(first.runs).toHaveLength(24)
    const times = first.runs.map(({ startedAt = 0 }) => startedAt)
    expect(times).toEqual(times.toSorted((one, other) => other - one))
    const second = await runsOf(user, { jobId: PING_JOB, page: first.nextPage ?? '' })
    expect(second.runs).toHaveLength(2)
    expect(await callsOf(portal, LIST)).toHaveLength(2)
  })
})
