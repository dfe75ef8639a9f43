import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { isActive } from '@/lib/runs/run-state'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { failRunNow, runNowCalls } from './run-now-calls'
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
  stepRows,
  stepsFlow,
} from './steps-of-test'

const USER = 'user@contoso.example'

const FLOWS = [
  stepsFlow('three', [jobStep('Load', LOAD_JOB), jobStep('Check', CHECK_JOB), sqlStep('Count', 'SELECT 1 AS one')]),
  stepsFlow('cared-for', [
    jobStep('Load', LOAD_JOB),
    jobStep('Check', CHECK_JOB),
    jobStep('Mend', MEND_JOB, { runAfter: ['failed'] }),
  ]),
  stepsFlow('skipped-on', [
    jobStep('Load', LOAD_JOB),
    jobStep('Mend', MEND_JOB, { runAfter: ['failed', 'timed_out'] }),
    jobStep('Check', CHECK_JOB, { runAfter: ['succeeded', 'skipped'] }),
  ]),
  stepsFlow(
    'secret',
    [
      jobStep('Load', LOAD_JOB),
      jobStep('Check', CHECK_JOB, { jobParameters: { given: { input: 'password' } } }),
      jobStep('Mend', MEND_JOB),
    ],
    {
      inputs: {
        type: 'object',
        additionalProperties: false,
        properties: { password: { type: 'string', 'x-control': 'secret' } },
      },
    },
  ),
]

describePortal('a flow of several steps', FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const signIn = async () => {
    await putJobs(portal)
    return portal.signIn(USER)
  }
  const fail = (job: string, task: string) =>
    scriptJob(portal, job, task, { outcome: 'FAILED', error: 'ValueError: no', result: undefined })

  it('runs them one after the other, each once and as the person, and succeeds with the last (RUN-2)', async () => {
    const user = await signIn()
    const runId = await portal.press(user, 'three')
    const view = await ended(portal, user, runId)
    expect(view.run).toMatchObject({ status: 'Succeeded', state: 'done', position: 2, attempt: 1 })
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Succeeded', '3.1 Succeeded'])
    const runs = await portal.databricks().runs()
    expect(runs.map(({ job_id, creator_user_name }) => [job_id, creator_user_name])).toEqual([
      [LOAD_JOB, USER],
      [CHECK_JOB, USER],
    ])
    expect(await portal.databricks().statements()).toMatchObject([{ user_name: USER }])
    const ids = await db().selectFrom('run_steps').select(['id', 'databricks_run_id']).orderBy('position').execute()
    expect(runs.map(({ idempotency_token }) => idempotency_token)).toEqual([runId, ids[1]?.id])
    expect(view.steps.map(({ runsAs }) => runsAs)).toEqual(['maker@contoso.example', 'maker@contoso.example', USER])
    expect((await stepRows(portal, runId)).map(({ details }) => details)).toEqual([
      { position: 1, attempt: 1, after: 'succeeded', pauseMs: 0 },
      { position: 2, attempt: 1, after: 'succeeded', pauseMs: 0 },
    ])
    expect(view.tasks.map(({ position, taskKey }) => [position, taskKey])).toEqual([
      [0, 'load'],
      [1, 'check'],
      [2, 'statement'],
    ])
  })

  it('says Running between two of them, and no end before the last', async () => {
    const user = await signIn()
    await scriptJob(portal, CHECK_JOB, 'check', { durationMs: 600_000 })
    const runId = await portal.press(user, 'three')
    const { run } = await portal.untilRun(user, runId, (view) => view.run.position === 1)
    expect(run).toMatchObject({ status: 'Running', endedAt: undefined })
    await portal.untilRun(user, runId, (view) => view.run.position === 1 && view.run.state === 'running')
    await portal.databricks().advanceClock(600_000)
    expect((await ended(portal, user, runId)).run.endedAt).toBeGreaterThan(run.createdAt)
  })

  it('skips what follows only success behind a failure, and fails as that step did', async () => {
    const user = await signIn()
    await fail(LOAD_JOB, 'load')
    const view = await ended(portal, user, await portal.press(user, 'three'))
    expect(view.run).toMatchObject({ status: 'Failed', state: 'done', position: 0 })
    expect(standings(view)).toEqual(['1.1 Failed', '2.1 Skipped', '3.1 Skipped'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
    expect(await portal.databricks().statements()).toEqual([])
  })

  it('succeeds where a later step takes care of the failure', async () => {
    const user = await signIn()
    await fail(CHECK_JOB, 'check')
    const view = await ended(portal, user, await portal.press(user, 'cared-for'))
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Failed', '3.1 Succeeded'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, CHECK_JOB, MEND_JOB])
  })

  it('goes on behind a step that is skipped where the next one follows that', async () => {
    const user = await signIn()
    const view = await ended(portal, user, await portal.press(user, 'skipped-on'))
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Skipped', '3.1 Succeeded'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, CHECK_JOB])
  })

  it('takes a step that Databricks refuses for a failure, which another one may take care of', async () => {
    const user = await signIn()
    await failRunNow(portal, { offset: 1, status: 400, body: { error_code: 'BAD_REQUEST', message: 'not so' } })
    const view = await ended(portal, user, await portal.press(user, 'cared-for'))
    expect(view.run).toMatchObject({ status: 'Succeeded', error: undefined })
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Failed', '3.1 Succeeded'])
    expect(view.steps[1]?.error).toMatchObject({ code: 'databricks_refused', facts: { message: 'not so' } })
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, MEND_JOB])
  })

  it('ends with the refusal of its last step as its own', async () => {
    const user = await signIn()
    await failRunNow(portal, { offset: 1, status: 400, body: { error_code: 'BAD_REQUEST', message: 'not so' } })
    const { run, ...view } = await ended(portal, user, await portal.press(user, 'three'))
    expect(run).toMatchObject({ status: 'Failed', state: 'refused', error: { code: 'databricks_refused' } })
    expect(standings({ run, ...view })).toEqual(['1.1 Succeeded', '2.1 Failed', '3.1 Skipped'])
  })

  it('starts nothing further once somebody has asked for its end, at work or between two steps (RUN-9)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 600_000 })
    const atWork = await portal.press(user, 'three')
    await portal.untilRun(user, atWork, ({ run }) => run.state === 'running')
    await cancelRun(user, atWork)
    expect((await ended(portal, user, atWork)).run).toMatchObject({ status: 'Cancelled', position: 0 })

    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 50 })
    await failRunNow(portal, { offset: 1, status: 429, headers: { 'retry-after': '60' } })
    const between = await portal.press(user, 'three')
    await portal.untilRun(user, between, ({ run }) => run.position === 1 && run.error !== undefined)
    await cancelRun(user, between)
    const view = await ended(portal, user, between)
    expect(view.run).toMatchObject({ status: 'Cancelled', position: 1 })
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Cancelled'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, LOAD_JOB])
  })

  it('starts no further step for who may not press any more, and says why (AUTHZ-8)', async () => {
    const user = await signIn()
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 600_000 })
    const runId = await portal.press(user, 'cared-for')
    await portal.untilRun(user, runId, ({ run }) => run.state === 'running')
    await sql`update people set roles = '[]' where id = ${user.personId}`.execute(db())
    await portal.databricks().advanceClock(600_000)
    const stands = () =>
      db().selectFrom('runs').select(['state', 'error', 'step_position']).where('id', '=', runId).execute()
    const rows = await until(stands, ([run]) => run !== undefined && !isActive(run.state))
    expect(rows).toEqual([{ state: 'refused', error: { code: 'not_permitted', facts: {} }, step_position: 2 }])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
  })

  it('waits for its person where their token is gone between two steps, and goes on with their sign-in (TOK-7)', async () => {
    const user = await signIn()
    await sql`update sessions set created_at = now() - interval '1 hour'`.execute(db())
    await sql`create function lose_token() returns trigger language plpgsql as
      $$ begin delete from token_partitions where person_id = new.person_id; return new; end $$`.execute(db())
    await sql`create trigger lose_token after update on runs for each row
      when (old.step_position = 0 and new.step_position = 1) execute function lose_token()`.execute(db())
    const runId = await portal.press(user, 'cared-for')
    const { run } = await portal.untilRun(user, runId, (view) => view.run.error !== undefined)
    await sql`drop trigger lose_token on runs`.execute(db())
    await sql`drop function lose_token`.execute(db())
    expect(run).toMatchObject({ position: 1, status: 'Running', error: { code: 'connection_expired' } })
    expect(run.notWatchedSince).toBeDefined()
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
    await portal.signIn(USER)
    expect((await ended(portal, user, runId)).run).toMatchObject({ status: 'Succeeded', error: undefined })
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, CHECK_JOB])
  })

  it('keeps a secret sealed until the last step that takes it is started, and no longer (TOK-1)', async () => {
    const user = await signIn()
    await scriptJob(portal, CHECK_JOB, 'check', { durationMs: 600_000 })
    const runId = await portal.press(user, 'secret', { password: 'hunter2' })
    const sealed = async () =>
      (await db().selectFrom('runs').select('sealed_inputs').where('id', '=', runId).executeTakeFirstOrThrow())
        .sealed_inputs
    expect(await sealed()).toMatch(/^v1\./)
    await portal.untilRun(user, runId, ({ run }) => run.position === 1 && run.databricksRunId !== undefined)
    expect(await sealed()).toBeNull()
    const given = (await portal.databricks().runs()).map(({ job_parameters }) => job_parameters.given)
    expect(given).toEqual(['the default', 'hunter2'])
    const { rows } = await sql<{ text: string }>`
      select (select string_agg(job_parameters::text, ' ') from run_steps) || inputs::text as text from runs`.execute(
      db(),
    )
    expect(rows[0]?.text).not.toContain('hunter2')
    await portal.databricks().advanceClock(600_000)
    await ended(portal, user, runId)
  })

  it.each([
    ['it never arrived', { drop: 'before' }],
    ['its answer was lost', { afterHandler: true, status: 503 }],
    ['its answer was cut', { afterHandler: true, status: 200, body: '{"run_id": 12' }],
  ] as const)('starts each step once where the call was lost: %s (RUN-2, RUN-5)', async (_how, fault) => {
    const user = await signIn()
    await failRunNow(portal, fault)
    await failRunNow(portal, { offset: 2, ...fault })
    const view = await ended(portal, user, await portal.press(user, 'cared-for'))
    expect(view.run.status).toBe('Succeeded')
    expect(standings(view)).toEqual(['1.1 Succeeded', '2.1 Succeeded', '3.1 Skipped'])
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, CHECK_JOB])
    const tokens = (await runNowCalls(portal)).map(({ idempotencyToken }) => idempotencyToken)
    expect(new Set(tokens).size).toBe(2)
    expect(tokens.length).toBeGreaterThanOrEqual(3)
  })

  it('keeps the next step in the transaction that stores the end of the one before, or neither (RUN-1)', async () => {
    const user = await signIn()
    await sql`create function no_next() returns trigger language plpgsql as
      $$ begin raise exception 'disk full' using errcode = '53100'; end $$`.execute(db())
    await sql`create trigger no_next before insert on run_steps for each row when (new.position > 0)
      execute function no_next()`.execute(db())
    const runId = await portal.press(user, 'three')
    await portal.untilRun(user, runId, (view) => view.tasks.some(({ status }) => status === 'Succeeded'))
    const { run, steps } = await getRun(user, runId)
    expect(run).toMatchObject({ position: 0, state: 'running', status: 'Running' })
    expect(steps).toHaveLength(1)
    expect(await ranJobs(portal)).toEqual([LOAD_JOB])
    await sql`drop trigger no_next on run_steps`.execute(db())
    await sql`drop function no_next`.execute(db())
    expect((await ended(portal, user, runId)).run.status).toBe('Succeeded')
    expect(await ranJobs(portal)).toEqual([LOAD_JOB, CHECK_JOB])
  })
})
