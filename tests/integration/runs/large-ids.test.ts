import { expect, it } from 'vitest'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { callsOf } from './run-now-calls'
import { flowOf } from './sample-flows'

/** 2^53 + 1: a JavaScript number would be one less. */
const LARGE = '9007199254740993'
const JOB = {
  job_id: LARGE,
  next_run_id: LARGE,
  settings: {
    name: 'Large',
    max_concurrent_runs: 5,
    tasks: [{ task_key: 'only', notebook_task: { notebook_path: '/Workspace/Shared/large' } }],
  },
  script: { tasks: { only: { setupMs: 0, durationMs: 600_000 } } },
}

describePortal(`IO-6: ${LARGE}`, [flowOf('large', LARGE)], (portal) => {
  it('is the job and the run from the press through every way of reading to the cancel', async () => {
    await portal.databricks().putJobs(JOB)
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'large')
    const { run } = await portal.untilRun(user, runId, (view) => view.run.status === 'Running')
    expect(run).toMatchObject({ databricksJobId: LARGE, databricksRunId: LARGE })
    expect(run.runPageUrl).toContain(`/jobs/${LARGE}/runs/${LARGE}`)

    // Two more, so that the list is read too.
    const others = await Promise.all([portal.press(user, 'large'), portal.press(user, 'large')])
    for (const other of others) await portal.untilRun(user, other, (view) => view.run.state === 'running')
    expect((await callsOf(portal, 'GET /api/2.2/jobs/runs/list')).length).toBeGreaterThan(0)

    await cancelRun(user, runId)
    await portal.untilRun(user, runId, (view) => view.run.status === 'Cancelled' && view.run.state === 'done')
    const cancelled = (await portal.databricks().runs()).filter(
      ({ state }) => (state as { result_state?: string }).result_state === 'CANCELED',
    )
    expect(cancelled).toMatchObject([{ run_id: LARGE, job_id: LARGE, idempotency_token: runId }])
  })
})
