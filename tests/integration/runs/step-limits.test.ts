import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { sweep } from '@/lib/retention/server/sweep'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { runNowCalls } from './run-now-calls'
import {
  CHECK_JOB,
  ended,
  jobStep,
  LOAD_JOB,
  MEND_JOB,
  putJobs,
  ranJobs,
  scriptJob,
  sqlStep,
  standings,
  stepsFlow,
} from './steps-of-test'

const USER = 'user@contoso.example'
const DAY_MS = 86_400_000
const ORDERS = 'SELECT order_id, product FROM orders WHERE region = :region ORDER BY order_id'

const FLOWS = [
  stepsFlow('again', [
    jobStep('Load', LOAD_JOB, { retry: { kind: 'fixed', times: 2, seconds: 3600 } }),
    jobStep('Check', CHECK_JOB),
  ]),
  stepsFlow('only-again', [jobStep('Load', LOAD_JOB, { retry: { kind: 'exponential', times: 1, seconds: 5 } })]),
  stepsFlow('in-time', [
    jobStep('Load', LOAD_JOB, { timeout: 10 }),
    jobStep('Mend', MEND_JOB, { runAfter: ['timed_out'] }),
  ]),
  stepsFlow('one-in-time', [jobStep('Load', LOAD_JOB, { timeout: 10 })]),
  stepsFlow('unawaited', [
    jobStep('Load', LOAD_JOB, { wait: false }),
    jobStep('Check', CHECK_JOB, { jobParameters: { given: { step: 'Load', result: 'run_id' } } }),
  ]),
  stepsFlow('left-alone', [jobStep('Load', LOAD_JOB, { wait: false })]),
  stepsFlow('nothing-there', [
    jobStep('Load', LOAD_JOB),
    sqlStep('Orders', ORDERS, {
      parameters: { region: { step: 'Load', result: 'value', task: 'gone', type: 'STRING' } },
    }),
    jobStep('Check', CHECK_JOB, { jobParameters: { given: { step: 'Orders', result: 'value', column: 'product' } } }),
  ]),
  stepsFlow('results', [
    jobStep('Load', LOAD_JOB),
    sqlStep('Orders', ORDERS, { parameters: { region: { step: 'Load', result: 'value', type: 'STRING' } } }),
    jobStep('Check', CHECK_JOB, { jobParameters: { given: { step: 'Orders', result: 'value', column: 'product' } } }),
    jobStep('Mend', MEND_JOB, {
      runAfter: ['failed', 'succeeded'],
      jobParameters: { given: { step: 'Check', result: 'error' } },
    }),
  ]),
]

describePortal('a step with a limit, a repetition or a result', FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const signIn = async () => {
    await putJobs(portal)
    return portal.signIn(USER)
  }
  /** What rests has rested. */
  const hurry = () =>
    sql`update runs set not_before = now(), due_at = now() where not_before is not null`.execute(db())
  /** Attempts under way are as old as that. */
  const age = (minutes: number) =>
    sql`update run_steps set times_out_at = times_out_at - ${minutes} * interval '1 minute' where times_out_at is not null`.execute(
      db(),
    )
  const given = async () => (await portal.databricks().runs()).map(({ job_parameters }) => job_parameters.given)

  it('is started again after a failure, each time as a run of its own and not before its rest is over (RUN-2)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { outcome: 'FAILED', error: 'ValueError: no', result: undefined })
    const runId = await portal.press(user, 'again')
    const { run } = await portal.untilRun(user, runId, (view) => view.run.attempt === 2)
    expect(run).toMatchObject({ status: 'Running', state: 'requested', databricksRunId: undefined })
    expect(run.notBefore).toBeGreaterThan(Date.now() + 3_500_000)
    await portal.signIn(USER) // wakes whatever waits for a sign-in, and this does not
    await until(
      () => sql<{ due: boolean }>`select due_at > now() + interval '3000 seconds' as due from runs`.execute(db()),
      ({ rows }) => rows[0]?.due === true,
    )
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
    await hurry()
    await portal.untilRun(user, runId, (view) => view.run.attempt === 3)
    await scriptJob(portal, LOAD_JOB, 'load', { outcome: 'SUCCESS', error: undefined, result: 'loaded' })
    await hurry()
    const view = await ended(portal, user, runId)
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Failed', '1.2 Failed', '1.3 Succeeded', '2.1 Succeeded'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, LOAD_JOB, LOAD_JOB, CHECK_JOB])
    const tokens = (await runNowCalls(portal)).map(({ idempotencyToken }) => idempotencyToken)
    expect(new Set(tokens).size).toBe(4)
    expect(view.tasks.map(({ taskKey, status }) => [taskKey, status])).toEqual([
      ['load', 'Succeeded'],
      ['check', 'Succeeded'],
    ])
  })

  it('fails when it was started as often as it may be, also as the only one', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { outcome: 'FAILED', error: 'ValueError: no', result: undefined })
    const runId = await portal.press(user, 'only-again')
    await portal.untilRun(user, runId, (view) => view.run.attempt === 2)
    await hurry()
    const view = await ended(portal, user, runId)
    expect(view.run).toMatchObject({ status: 'Failed', state: 'done' })
    expect(standings(view)).toEqual(['1.1 Failed', '1.2 Failed'])
  })

  it('is not started again once somebody has asked for the end of the run, while it rests (RUN-9)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { outcome: 'FAILED', error: 'ValueError: no', result: undefined })
    const runId = await portal.press(user, 'again')
    await portal.untilRun(user, runId, (view) => view.run.attempt === 2)
    await cancelRun(user, runId)
    const view = await ended(portal, user, runId)
    expect(view.run.status).toBe('Cancelled')
    expect(standings(view)).toEqual(['1.1 Failed', '1.2 Cancelled'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
  })

  it('is cancelled as the person when its time is over, and the next step sees that it timed out', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 3_600_000 })
    const runId = await portal.press(user, 'in-time')
    await portal.untilRun(user, runId, ({ run }) => run.state === 'running')
    await age(9)
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await age(2)
    const view = await ended(portal, user, runId)
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Timed out', '2.1 Succeeded'])
    const cancels = (await portal.databricks().requests()).filter(({ path }) => path === '/api/2.2/jobs/runs/cancel')
    expect(new Set(cancels.map(({ upn }) => upn))).toEqual(new Set([USER]))
  })

  it('has timed out, and so has the run that is nothing else', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 3_600_000 })
    const runId = await portal.press(user, 'one-in-time')
    await portal.untilRun(user, runId, ({ run }) => run.state === 'running')
    await age(11)
    expect((await ended(portal, user, runId)).run).toMatchObject({ status: 'Timed out', state: 'done' })
  })

  it('that nobody waits for is done once Databricks has it, and is not asked about', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 3_600_000 })
    const view = await ended(portal, user, await portal.press(user, 'unawaited'))
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Succeeded'])
    const [left] = view.steps
    expect(await given()).toEqual(['the default', left?.databricksRunId])
    const asked = (await portal.databricks().requests()).filter(
      ({ path, query }) => path === '/api/2.2/jobs/runs/get' && query.includes(`run_id=${left?.databricksRunId}`),
    )
    expect(asked).toEqual([])

    const alone = await ended(portal, user, await portal.press(user, 'left-alone'))
    expect(alone.run).toMatchObject({ status: 'Succeeded', state: 'done' })
    expect(alone.run.databricksRunId).toBeDefined()
  })

  it('takes of the steps before it what they gave back: of a job, of a statement, of a failure', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { result: 'EMEA' })
    await scriptJob(portal, CHECK_JOB, 'check', {
      outcome: 'FAILED',
      error: 'ValueError: no lamps',
      result: undefined,
    })
    const view = await ended(portal, user, await portal.press(user, 'results'))
    expect(view.run.status).toBe('Succeeded')
    expect((await portal.databricks().statements()).map(({ parameters }) => parameters)).toEqual([{ region: 'EMEA' }])
    expect(await given()).toEqual(['the default', 'Desk lamp', 'ValueError: no lamps'])
  })

  it('takes nothing where nothing is: the job’s own default stands, and the statement reads NULL', async () => {
    const user = await signIn()
    const view = await ended(portal, user, await portal.press(user, 'nothing-there'))
    expect((await portal.databricks().statements()).map(({ parameters }) => parameters)).toEqual([{ region: null }])
    expect(await given()).toEqual(['the default', 'the default'])
    expect(view.run.status).toBe('Succeeded')
  })

  it('starts nothing with a value that is longer than Databricks takes, and says so (IO-3)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { result: 'x'.repeat(10_001) })
    const view = await ended(portal, user, await portal.press(user, 'results'))
    expect(view.run).toMatchObject({ status: 'Failed', state: 'refused', error: { code: 'value_too_long' } })
    expect(view.run.error?.facts).toEqual({ name: 'region' })
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Failed', '3.1 Skipped', '4.1 Skipped'])
    expect(await portal.databricks().statements()).toEqual([])
  })

  it('keeps what steps took of each other no longer than other results (OPS-7)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { result: 'EMEA' })
    await ended(portal, user, await portal.press(user, 'results'))
    const kept = async () => {
      const rows = await db()
        .selectFrom('run_steps')
        .select(['results', 'job_parameters'])
        .orderBy('position')
        .execute()
      return JSON.stringify(rows)
    }
    await sweep(new Date(Date.now() + 29 * DAY_MS))
    expect(await kept()).toContain('EMEA')
    await sweep(new Date(Date.now() + 31 * DAY_MS))
    expect(await kept()).not.toContain('EMEA')
    expect(await kept()).not.toContain('Desk lamp')
  })
})
