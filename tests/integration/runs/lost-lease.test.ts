import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { callsOf, failRunNow, runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'
import { startForecast } from './start-forecast'

const GET = 'GET /api/2.2/jobs/runs/get'

describePortal('a process that is too slow or cannot store what it learned', SAMPLE_FLOWS, (portal) => {
  const execute = (statement: ReturnType<typeof sql>) => statement.execute(portal.store().kysely)
  /** As if our lease had run out and another process had taken the row, for `ms`. */
  const takeOver = (table: string, ms: number) =>
    execute(sql`update ${sql.table(table)} set lease_owner = ${randomUUID()},
      lease_until = now() + ${ms} * interval '1 millisecond', due_at = now() + ${ms} * interval '1 millisecond'`)
  const runIds = async () =>
    (await portal.store().kysely.selectFrom('runs').select('id').execute()).map(({ id }) => id)

  it('stores no answer of run-now when the press is in other hands, and these get the same run', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { delayMs: 1_500 })
    const pressed = portal.press(user, 'ping-lakehouse')
    await until(
      () => runNowCalls(portal),
      (calls) => calls.length > 0,
    )
    await takeOver('runs', 3_000)
    const runId = await pressed
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'submitting', databricksRunId: undefined })
    const { run } = await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    expect((await portal.databricks().runs()).map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
    expect(await runNowCalls(portal)).toHaveLength(2)
  })

  it('stores no refusal either', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, {
      delayMs: 1_500,
      status: 403,
      body: { error_code: 'PERMISSION_DENIED', message: 'no' },
    })
    const pressed = portal.press(user, 'ping-lakehouse')
    await until(
      () => runNowCalls(portal),
      (calls) => calls.length > 0,
    )
    await takeOver('runs', 3_000)
    const runId = await pressed
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'submitting', error: undefined })
    await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
  })

  it('stores no news of a run that another process follows by now', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await startForecast(portal, user)
    await portal.databricks().addFault({ match: GET, delayMs: 1_500 })
    await portal.databricks().advanceClock(600_000)
    const before = (await callsOf(portal, GET)).length
    await until(
      () => callsOf(portal, GET),
      (calls) => calls.length > before,
    )
    await takeOver('poll_groups', 4_000)
    await until(
      () => callsOf(portal, GET),
      (calls) => calls.slice(before).every(({ status }) => status === 200),
    )
    await portal.stopLoops() // waits for the look under way
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'running', status: 'Running' })
    await portal.startLoops()
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
  })

  /** A database that takes everything but the answer. */
  const pressUnstorable = async () => {
    const user = await portal.signIn('user@contoso.example')
    await execute(sql`create or replace function fail() returns trigger language plpgsql as
      $$ begin raise exception 'disk full' using errcode = '53100'; end $$`)
    await execute(sql`create trigger unstorable before update on runs
      for each row when (new.state = 'submitted') execute function fail()`)
    const runId = await portal.press(user, 'rebuild-forecast', { horizon_weeks: '12' })
    expect(await portal.databricks().runs()).toHaveLength(1)
    return { user, runId }
  }
  const recover = async () => {
    await execute(sql`drop trigger unstorable on runs`)
    await execute(sql`update runs set lease_until = now(), due_at = now()`)
    await portal.startLoops()
  }

  it('does not take an answer that it could not store for a call that never left', async () => {
    await portal.stopLoops()
    const { user, runId } = await pressUnstorable()
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'submitting', databricksRunId: undefined })
    await recover()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    expect((await portal.databricks().runs()).map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
  })

  it('ends at Databricks what was cancelled meanwhile', async () => {
    await portal.stopLoops()
    const { user, runId } = await pressUnstorable()
    await cancelRun(user, runId)
    await recover()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(run).toMatchObject({ status: 'Cancelled', databricksRunId: expect.any(String) })
  })

  it('writes again what another process wrote over', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await startForecast(portal, user)
    await execute(sql`update runs set status = 'Waiting', updated_at = now()`)
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    expect(await runIds()).toEqual([runId])
  })
})
