import { expect, it } from 'vitest'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { SALES_JOB, SAMPLE_FLOWS } from './sample-flows'

const SALES = { region: 'EMEA', top_n: '3' }

describePortal('a press', SAMPLE_FLOWS, (portal) => {
  it('starts the job as the person, is followed to its end and keeps the result', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'refresh-sales', SALES)
    const { run: pressed } = await getRun(user, runId)
    const [atWork] = await portal.databricks().runs()
    expect(atWork).toMatchObject({
      run_id: pressed.databricksRunId,
      job_id: SALES_JOB,
      creator_user_name: 'user@contoso.example',
      idempotency_token: runId,
    })
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await portal.databricks().advanceClock(60_000)
    const { run, tasks } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(run).toMatchObject({ status: 'Succeeded', startedBy: 'user@contoso.example', error: undefined })
    expect(run.runsAs).toBeTypeOf('string')
    expect(tasks.map(({ status, output }) => [status, output?.kind])).toEqual([['Succeeded', 'table']])
    expect(await portal.databricks().runs()).toHaveLength(1)
  })
})
