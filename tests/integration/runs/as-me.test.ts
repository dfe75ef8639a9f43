import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import type { FaultSpec } from '@/tests/support/emulator-control'
import { describePortal } from '@/tests/support/in-process-portal'
import { callsOf } from './run-now-calls'
import { flowOf, SALES_JOB } from './sample-flows'

const SUBMIT = 'POST /api/2.2/jobs/runs/submit'
const GET_JOB = 'GET /api/2.2/jobs/get'
const USER = 'user@contoso.example'
const USER2 = 'user2@contoso.example'
const EVERYBODY = [USER, USER2, 'maker@contoso.example', 'admin@contoso.example']
const JOB = '410000000000077'

const NOTEBOOK = { notebook_path: '/Workspace/Shared/sales/refresh_sales' }

/** A job of another identity, so that whose rights the code has can be told. */
const jobWith = (task: object, readers: readonly string[]) => ({
  job_id: JOB,
  access_control_list: readers.map((user_name) => ({ user_name, permission_level: 'CAN_VIEW' })),
  run_as_user_name: 'b7e3a1c2-0000-4000-8000-000000000001',
  settings: {
    name: 'Sales of a region',
    parameters: [
      { name: 'region', default: 'EMEA' },
      { name: 'as_of', default: '2026-06-30' },
      { name: 'top_n', default: '2' },
    ],
    tasks: [{ task_key: 'refresh', notebook_task: NOTEBOOK, ...task }],
  },
})

const FLOW = flowOf('as-me', JOB, {
  identityMode: 'as_me',
  inputs: {
    type: 'object',
    additionalProperties: false,
    properties: { region: { type: 'string' }, password: { type: 'string', 'x-control': 'secret' } },
  },
  steps: [
    {
      action: 'run_now',
      jobId: JOB,
      jobParameters: { region: { input: 'region' }, password: { input: 'password' } },
    },
  ],
})

/** One person each, because faults are told apart by person; the portal waits for silence, so all are played at once. */
const LOSSES: readonly (readonly [upn: string, fault: Omit<FaultSpec, 'match'>])[] = [
  ['user@contoso.example', { drop: 'before' }],
  ['user2@contoso.example', { drop: 'after' }],
  ['maker@contoso.example', { hangMs: 16_000 }],
  ['admin@contoso.example', { afterHandler: true, status: 503 }],
]

describePortal('a flow that runs as the person who presses', [FLOW, flowOf('shared', SALES_JOB)], (portal) => {
  const putJob = (task: object = {}, readers = [USER]) => portal.databricks().putJobs(jobWith(task, readers))
  const seen = (line: string) => callsOf(portal, line)
  const kept = async () => {
    const { rows } = await sql<{ sealed_inputs: string | null }>`select sealed_inputs from runs`.execute(
      portal.store().kysely,
    )
    return rows.map((row) => row.sealed_inputs)
  }

  it('runs the tasks of the job once, with the values of the form, as that person and nobody else', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'as-me', { region: 'APAC', password: 'hunter2' })
    const [started, ...more] = await portal.databricks().runs()
    expect(more).toEqual([])
    expect(started).toMatchObject({
      run_type: 'SUBMIT_RUN',
      job_name: 'Sales of a region',
      creator_user_name: USER,
      run_as_user_name: USER,
      idempotency_token: runId,
      submitted_tasks: [{ notebook_task: { base_parameters: { region: 'APAC', password: 'hunter2' } } }],
    })
    const { run } = await getRun(user, runId)
    expect(run).toMatchObject({
      identityMode: 'as_me',
      startedBy: USER,
      runsAs: USER,
      databricksRunId: started?.run_id,
    })
    expect(await kept()).toEqual([null])
    expect((await seen(GET_JOB)).map(({ upn }) => upn)).toEqual([USER])
    await portal.databricks().advanceClock(60_000)
    const ended = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(ended.run.status).toBe('Succeeded')
    expect(ended.tasks.map(({ taskKey, output }) => [taskKey, output?.kind])).toEqual([['refresh', 'table']])
  })

  it('leaves proof of what the job was at the press, in the run and in the audit log', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'as-me')
    const answer = await fetch(`${portal.databricks().url}/api/2.2/jobs/get?job_id=${JOB}`, {
      headers: { authorization: 'Bearer dapi-demo-user' },
    })
    const { settings } = (await answer.json()) as { settings: unknown }
    const inOrder = (_key: string, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted())
        : value
    const digest = createHash('sha256').update(JSON.stringify(settings, inOrder)).digest('hex')
    expect((await getRun(user, runId)).run.settingsDigest).toBe(digest)
    const rows = await portal
      .store()
      .kysely.selectFrom('audit')
      .select(['action', 'details'])
      .where('target', '=', `run:${runId}`)
      .where('action', 'in', ['run.start', 'run.settings'])
      .orderBy('action')
      .execute()
    expect(rows).toMatchObject([
      { action: 'run.settings', details: { job: JOB, sha256: digest } },
      { action: 'run.start', details: { identityMode: 'as_me' } },
    ])
  })

  it.each([
    ['starts another job', { notebook_task: undefined, run_job_task: { job_id: 1 } }, 'starts_job\trefresh'],
    ['is tried again by the job', { max_retries: 2 }, 'retries\trefresh'],
  ])('starts nothing when a task of the job %s by now, and names it', async (_name, task, uses) => {
    await putJob(task)
    const user = await portal.signIn(USER)
    const { run } = await getRun(user, await portal.press(user, 'as-me'))
    expect(run).toMatchObject({ state: 'refused', status: 'Failed', databricksRunId: undefined })
    expect(run.error).toEqual({ code: 'job_not_carried', facts: { uses } })
    expect(await seen(SUBMIT)).toEqual([])
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('starts nothing for who may not see the job, and falls back on no other identity', async () => {
    await putJob()
    const user2 = await portal.signIn(USER2)
    const { run } = await getRun(user2, await portal.press(user2, 'as-me'))
    expect(run).toMatchObject({ state: 'refused', error: { code: 'databricks_no_right' } })
    expect(run.error?.facts.missing).toBe('Can View')
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('needs no more than to see the job: what the person may do decides', async () => {
    await putJob({}, [USER2])
    const user2 = await portal.signIn(USER2)
    await portal.press(user2, 'as-me')
    expect(await portal.databricks().runs()).toMatchObject([{ run_as_user_name: USER2 }])
  })

  it('is one run after a reset, silence or a 503, with what the job was at the press (RUN-2, RUN-6)', {
    timeout: 60_000,
  }, async () => {
    await putJob({}, EVERYBODY)
    // One store is enough to be silent on: it takes the portal a quarter of a minute to give up waiting.
    const losses = LOSSES.filter(([, { hangMs }]) => hangMs === undefined || portal.store().kind === 'postgres')
    const people = await Promise.all(losses.map(([upn]) => portal.signIn(upn)))
    const pressed = await Promise.all(
      losses.map(async ([upn, fault], index) => {
        await portal.databricks().addFault({ match: SUBMIT, user: upn, ...fault })
        const viewer = people[index] as Viewer
        return { viewer, runId: await portal.press(viewer, 'as-me', { region: 'APAC', password: 'hunter2' }) }
      }),
    )
    await putJob({ max_retries: 2 }, EVERYBODY) // what it is by now is no matter any more
    for (const { viewer, runId } of pressed) {
      const { run } = await portal.untilRun(viewer, runId, (view) => view.run.databricksRunId !== undefined)
      const started = (await portal.databricks().runs()).filter((it) => it.run_as_user_name === viewer.userName)
      expect(started.map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
      expect(JSON.stringify(started[0]?.submitted_tasks)).toContain('hunter2')
      const calls = (await seen(SUBMIT)).filter(({ upn }) => upn === viewer.userName)
      expect(calls.map(({ idempotencyToken }) => idempotencyToken)).toEqual([runId, runId])
    }
    expect(await seen(GET_JOB)).toHaveLength(losses.length)
    expect(await kept()).toEqual(losses.map(() => null))
  })

  it('a press whose process died before or after the job was read is sent by the next one, once (RUN-5)', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await portal.databricks().addFault({ match: SUBMIT, afterHandler: true, status: 503 })
    const afterwards = await portal.press(user, 'as-me', { region: 'APAC' })
    await portal.databricks().addFault({ match: GET_JOB, status: 503 })
    const before = await portal.press(user, 'as-me', { region: 'EMEA' })
    const { kysely } = portal.store()
    await sql`update runs set lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second',
      due_at = now() + interval '1 second'`.execute(kysely)
    expect((await kept()).filter((sealed) => sealed !== null)).toHaveLength(1)
    await portal.startLoops()
    for (const runId of [afterwards, before]) {
      await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    }
    const tokens = (await portal.databricks().runs()).map(({ idempotency_token }) => idempotency_token)
    expect(tokens.toSorted()).toEqual([afterwards, before].toSorted())
  })

  it('is ended by its person, and an older version of the portal finds no step of it to start', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'as-me')
    const { kysely } = portal.store()
    const steps = await kysely.selectFrom('run_steps').select(['id', 'run_id']).execute()
    expect(steps.map(({ id, run_id }) => id === run_id)).toEqual([false])
    await cancelRun(user, runId)
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(run.status).toBe('Cancelled')
  })

  it('is not what a flow does that runs as the job', async () => {
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'shared')
    expect(await seen(SUBMIT)).toEqual([])
    expect((await getRun(user, runId)).run).toMatchObject({ identityMode: 'shared', settingsDigest: undefined })
    expect(await portal.databricks().runs()).toMatchObject([{ run_type: 'JOB_RUN', idempotency_token: runId }])
  })
})
