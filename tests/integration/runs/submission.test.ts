import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { getRun } from '@/lib/runs/server/get-run'
import { selectFollowedRuns } from '@/lib/store/followed-runs'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { askAsAdmin } from './ask-as-admin'
import { failRunNow, runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS, SECRET_FLOW } from './sample-flows'

describePortal('submitting', [...SAMPLE_FLOWS, SECRET_FLOW], (portal) => {
  const ping = 'ping-lakehouse'

  it('waits as long as a 429 asks, and then starts the run once', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '3' } })
    const runId = await portal.press(user, ping)
    const { run: held } = await getRun(user, runId)
    expect(held).toMatchObject({ state: 'submitting', error: { code: 'databricks_busy' } })
    await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
    const [first, second, ...more] = (await runNowCalls(portal)).map(({ time }) => Date.parse(time))
    expect(more).toEqual([])
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(3_000)
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it.each([
    ['a right that is missing', 403, { error_code: 'PERMISSION_DENIED', message: 'no' }, 'databricks_no_right'],
    ['a bad request', 400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'no' }, 'databricks_refused'],
  ])('%s is final at once: nothing was started, and nobody asks again', async (_name, status, body, code) => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { status, body })
    const runId = await portal.press(user, ping)
    const { run } = await getRun(user, runId)
    expect(run).toMatchObject({ state: 'refused', status: 'Failed', error: { code } })
    expect(run.endedAt).toBeDefined()
    expect(await runNowCalls(portal)).toHaveLength(1)
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('RUN-7: a token whose run was deleted ends in lost, with no new token', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { afterHandler: true, status: 503 })
    const runId = await portal.press(user, ping)
    await portal.databricks().advanceClock(60_000)
    const [started] = await portal.databricks().runs()
    await askAsAdmin(portal, '/api/2.2/jobs/runs/delete', { run_id: Number(started?.run_id) })
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'lost')
    expect(run).toMatchObject({
      status: 'Unknown',
      databricksRunId: undefined,
      error: { code: 'databricks_refused' },
    })
    expect(run.error?.facts.message).toContain('deleted')
    expect((await runNowCalls(portal)).map(({ idempotencyToken }) => idempotencyToken)).toEqual([runId, runId])
  })

  it('the same press, many times at once and again later, is one run', async () => {
    const user = await portal.signIn('user@contoso.example')
    const clientKey = randomUUID()
    const once = () => portal.press(user, ping, {}, clientKey)
    const runIds = [...(await Promise.all(Array.from({ length: 8 }, once))), await once()]
    expect(new Set(runIds).size).toBe(1)
    await portal.untilRun(user, runIds[0] ?? '', ({ run }) => run.databricksRunId !== undefined)
    expect(await runNowCalls(portal)).toHaveLength(1)
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it('secret inputs reach Databricks when the first call failed, and are dropped then', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { drop: 'before' })
    const runId = await portal.press(user, 'with-secret', { password: 'hunter2' })
    await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
    const [started] = await portal.databricks().runs()
    expect(JSON.stringify(started?.job_parameters)).toContain('hunter2')
    const { rows } = await sql`select sealed_inputs from runs`.execute(portal.store().kysely)
    expect(rows).toEqual([{ sealed_inputs: null }])
    expect(JSON.stringify(await getRun(user, runId))).not.toContain('hunter2')
  })

  it('secret inputs that no longer open start nothing, and say so', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { status: 429 })
    const runId = await portal.press(user, 'with-secret', { password: 'hunter2' })
    await sql`update runs set sealed_inputs = left(sealed_inputs, 60)`.execute(portal.store().kysely)
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'refused')
    expect(run.error?.code).toBe('inputs_unreadable')
    expect(await portal.databricks().runs()).toEqual([])
  })

  /** As the process that kept the press left it, when it died before the call. */
  const dieBeforeTheCall = async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { status: 429 })
    const runId = await portal.press(user, ping)
    await sql`update runs set state = 'requested', attempts = 0, error = null, due_at = now() + interval '1 second',
      lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'`.execute(portal.store().kysely)
    await sql`delete from moves`.execute(portal.store().kysely)
    return { user, runId }
  }

  it('a press whose process died before the call is sent when its lease runs out', async () => {
    const { user, runId } = await dieBeforeTheCall()
    await portal.startLoops()
    await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it('a press that nobody sent in time is not started when nobody expects it any more', async () => {
    const { user, runId } = await dieBeforeTheCall()
    await sql`update runs set deadline = now() - interval '1 minute'`.execute(portal.store().kysely)
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'refused')
    expect(run.error?.code).toBe('too_late')
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('a press in doubt is asked about beyond its deadline, through an outage, and is found (RUN-5)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { afterHandler: true, status: 503 })
    const runId = await portal.press(user, ping)
    await sql`update runs set deadline = now() - interval '1 hour'`.execute(portal.store().kysely)
    await failRunNow(portal, { status: 503, times: 2 })
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    expect(await runNowCalls(portal)).toHaveLength(4)
    expect((await portal.databricks().runs()).map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
  })

  it('a press that cannot be kept is a press that nobody sends (RUN-1)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const { kysely } = portal.store()
    await sql`create or replace function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'disk full' using errcode = '53100'; end $$`.execute(kysely)
    await sql`create trigger full_disk before insert on run_steps for each row execute function full_disk()`.execute(
      kysely,
    )
    await expect(portal.press(user, ping)).rejects.toMatchObject({ code: 'store_unavailable' })
    await sql`drop trigger full_disk on run_steps`.execute(kysely)
    expect(await kysely.selectFrom('runs').select('id').execute()).toEqual([])
    expect(await runNowCalls(portal)).toEqual([])
  })

  it('while a call is under way, the press stands in the database as perhaps started (RUN-1, RUN-5)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { delayMs: 1_500 })
    const pressed = portal.press(user, ping)
    const [call] = await until(
      () => runNowCalls(portal),
      (calls) => calls.length > 0,
    )
    const rows = await portal.store().kysely.selectFrom('runs').select(['id', 'state', 'maybe_started']).execute()
    expect(rows).toEqual([{ id: call?.idempotencyToken, state: 'submitting', maybe_started: true }])
    await pressed
  })

  it('the run of a press is followed as soon as Databricks has it', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    const runId = await portal.press(user, ping)
    const { run } = await getRun(user, runId)
    const followed = await selectFollowedRuns(portal.store().kysely, run.connectionId, { most: 9 })
    expect(followed).toMatchObject([{ runId, databricksRunId: run.databricksRunId, state: 'submitted' }])
  })
})
