import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { getRun, getRunPulse, type RunView } from '@/lib/runs/server/get-run'
import { updateTaskResult } from '@/lib/store/kept-tasks'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { askAsAdmin } from './ask-as-admin'
import { callsOf } from './run-now-calls'
import { FORECAST_JOB, SAMPLE_FLOWS } from './sample-flows'
import { startForecast } from './start-forecast'

const LIST = 'GET /api/2.2/jobs/runs/list'
const GET = 'GET /api/2.2/jobs/runs/get'
const OUTPUT = 'GET /api/2.2/jobs/runs/get-output'
const CALLS_PER_SECOND = 15
const INPUTS = { horizon_weeks: '12' }

describePortal('following', SAMPLE_FLOWS, (portal) => {
  const pressMany = (viewer: Viewer, slug: string, count: number, posted = {}) =>
    Promise.all(Array.from({ length: count }, () => portal.press(viewer, slug, posted)))
  const stateOf = async (viewer: Viewer, runId: string) => (await getRun(viewer, runId)).run
  const databricksIdOf = async (viewer: Viewer, runId: string) => (await stateOf(viewer, runId)).databricksRunId ?? ''

  it('of three runs and more asks for the list, be the clock of the workspace another, and for each that has ended', async () => {
    await portal.databricks().advanceClock(300_000)
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    const runIds = await pressMany(user, 'rebuild-forecast', 5, INPUTS)
    await portal.startLoops()
    await until(
      () => Promise.all(runIds.map((id) => stateOf(user, id))),
      (all) => all.every(isRunning),
    )
    const before = (await portal.databricks().requests()).at(-1)?.sequence ?? 0
    await until(
      async () => (await since(before, LIST)).length,
      (lists) => lists > 1, // so that whatever the first look reads has been read
    )
    expect(await since(before, GET)).toEqual([])
    await portal.databricks().advanceClock(900_000)
    for (const runId of runIds) await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    expect(await portal.databricks().runs()).toHaveLength(5)
  })

  const isRunning = ({ state }: { state: string }) => state === 'running'
  const since = async (sequence: number, line: string) =>
    (await callsOf(portal, line)).filter((call) => call.sequence > sequence)

  it('stores the news of all runs but the one that cannot be read, and of that one when it can be again', async () => {
    const user = await portal.signIn('user@contoso.example')
    const hidden = await startForecast(portal, user)
    const rights = `/api/2.0/permissions/jobs/${FORECAST_JOB}`
    await askAsAdmin(portal, rights, rightsOf('maker', 'IS_OWNER'), 'PUT')
    const seen = await portal.press(user, 'ping-lakehouse')
    await portal.untilRun(user, seen, ({ run }) => run.state === 'done')
    expect(await stateOf(user, hidden)).toMatchObject({ state: 'running', status: 'Running' })
    await askAsAdmin(portal, rights, rightsOf('user', 'CAN_MANAGE_RUN'), 'PATCH')
    await portal.databricks().advanceClock(600_000)
    await portal.untilRun(user, hidden, ({ run }) => run.state === 'done')
  })

  const rightsOf = (name: string, level: string) => ({
    access_control_list: [{ user_name: `${name}@contoso.example`, permission_level: level }],
  })

  it('shows how a run ended though its outputs cannot be had yet, and others are not held up', async () => {
    const user = await portal.signIn('user@contoso.example')
    const [first = ''] = await pressMany(user, 'ping-lakehouse', 1)
    await portal.untilRun(user, first, ({ run }) => run.status === 'Running')
    await portal.databricks().addFault({ match: OUTPUT, status: 503, times: 0 })
    await portal.databricks().advanceClock(60_000)
    const { run: ended } = await portal.untilRun(user, first, ({ run }) => run.status === 'Succeeded')
    expect(ended).toMatchObject({ state: 'running', endedAt: expect.any(Number) })
    const second = await portal.press(user, 'ping-lakehouse')
    await portal.untilRun(user, second, ({ run }) => run.status === 'Running')
    await portal.databricks().clearFaults()
    const { tasks } = await portal.untilRun(user, first, ({ run }) => run.state === 'done')
    expect(tasks[0]?.output).toMatchObject({ kind: 'text' })
  })

  it('ends a run whose output Databricks refuses to hand out, and says that it was not read', async () => {
    const user = await portal.signIn('user@contoso.example')
    const refusal = { error_code: 'INVALID_PARAMETER_VALUE', message: 'No output for this task.' }
    await portal.databricks().addFault({ match: OUTPUT, status: 400, times: 0, body: refusal })
    const [ended = ''] = await pressMany(user, 'ping-lakehouse', 1)
    await portal.databricks().advanceClock(60_000)
    const { run, tasks } = await portal.untilRun(user, ended, (view) => view.run.state === 'done')
    expect(run.status).toBe('Succeeded')
    const unread = { kind: 'unread', because: 'not handed out' } as const
    expect(tasks[0]?.output).toEqual(unread)
    await portal.databricks().clearFaults()

    // As after a repair, when tasks that are kept already are asked again.
    const [read = ''] = await pressMany(user, 'ping-lakehouse', 1)
    await portal.databricks().advanceClock(60_000)
    const kept = await portal.untilRun(user, read, (view) => view.run.state === 'done')
    const { taskKey = '', attempt = 0 } = kept.tasks[0] ?? {}
    const again = { taskKey, attempt, output: unread, outputText: undefined, error: undefined, errorTrace: undefined }
    await updateTaskResult(portal.store().kysely, read, again)
    expect((await getRun(user, read)).tasks).toEqual(kept.tasks)
  })

  it('RUN-10: a run that vanished upstream is lost, and what was seen of it stays', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'monthly-close', { month: '2026-09', companies: ['Contoso Ltd'] })
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await portal.stopLoops()
    await portal.databricks().advanceClock(600_000)
    await askAsAdmin(portal, '/api/2.2/jobs/runs/delete', { run_id: Number(await databricksIdOf(user, runId)) })
    await portal.startLoops()
    const { run, tasks } = await portal.untilRun(user, runId, (view) => view.run.state === 'lost')
    expect(run).toMatchObject({
      status: 'Unknown',
      error: { code: 'databricks_missing' },
      startedAt: expect.any(Number),
    })
    expect(tasks.length).toBeGreaterThan(0)
  })

  it('RUN-10: a run that ended keeps its end and its results when Databricks removes it, and is asked for no more', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'ping-lakehouse')
    await portal.databricks().advanceClock(60_000)
    const before = await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    await askAsAdmin(portal, '/api/2.2/jobs/runs/delete', { run_id: Number(before.run.databricksRunId) })
    const sequence = (await portal.databricks().requests()).at(-1)?.sequence ?? 0
    await sql`update poll_groups set due_at = now()`.execute(portal.store().kysely)
    await until(
      () => sql<{ due_at: Date | null }>`select due_at from poll_groups`.execute(portal.store().kysely),
      ({ rows }) => rows.every(({ due_at }) => due_at === null),
    )
    const after = await getRun(user, runId)
    expect(after).toEqual(before)
    expect(after.tasks[0]?.output).toMatchObject({ kind: 'text' })
    expect(await since(sequence, GET)).toEqual([])
  })

  /** A sign-in of just now would be trusted more than a refusal. */
  const signedInLongAgo = () =>
    sql`update sessions set created_at = created_at - interval '1 minute'`.execute(portal.store().kysely)

  it('stops when the person revoked everything, says since when, and catches up after their sign-in', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const user = await portal.signIn('user@contoso.example')
    const runId = await startForecast(portal, user)
    await signedInLongAgo()
    await portal.entra().revoke('user@contoso.example')
    const { run: broken } = await portal.untilRun(user, runId, ({ run }) => run.notWatchedSince !== undefined)
    expect(broken.status).toBe('Running')
    const refreshes = async () =>
      (await portal.entra().requests()).filter(({ grantType }) => grantType === 'refresh_token').length
    const asked = await refreshes()
    await portal.databricks().advanceClock(600_000)
    await expect(portal.press(user, 'ping-lakehouse')).resolves.toBeDefined()
    expect(await refreshes()).toBe(asked)
    await portal.entra().setMode({ accessTokenSeconds: null })
    await portal.signIn('user@contoso.example')
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(run).toMatchObject({ status: 'Succeeded', notWatchedSince: undefined })
  })

  it('a press in doubt whose person must sign in again waits for that, and is the same run then', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', afterHandler: true, status: 503 })
    const runId = await portal.press(user, 'ping-lakehouse')
    await signedInLongAgo()
    await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', status: 401, times: 2 })
    await portal.startLoops()
    const isWaiting = ({ run }: RunView) => run.notWatchedSince !== undefined && run.state === 'unknown'
    await portal.untilRun(user, runId, isWaiting)
    await portal.signIn('user@contoso.example')
    const signedIn = performance.now()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    expect(performance.now() - signedIn).toBeLessThan(20_000) // woken: by itself it would have rested for 30 s
    expect((await portal.databricks().runs()).map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
  })

  it('waits until the calls that are owed to the budget are paid back', async () => {
    const user = await portal.signIn('user@contoso.example')
    await startForecast(portal, user)
    await portal.stopLoops()
    const owed = sql<number>`${-3 * CALLS_PER_SECOND}::double precision`
    const budget = portal.store().kysely.updateTable('workspace_budgets')
    await budget.set({ calls_left: owed, refilled_at: sql<Date>`now()` }).execute()
    const before = (await portal.databricks().requests()).at(-1)?.sequence ?? 0
    const began = performance.now()
    await sql`update poll_groups set due_at = now()`.execute(portal.store().kysely)
    await portal.startLoops()
    await until(
      () => since(before, GET),
      (calls) => calls.length > 0,
    )
    expect(performance.now() - began).toBeGreaterThan(2_900)
  })

  it('reads a young run once a second while somebody looks, however long a look takes', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.databricks().addFault({ match: GET, delayMs: 400, times: 0 })
    const runId = await portal.press(user, 'rebuild-forecast', INPUTS)
    const look = async () => {
      await getRunPulse(user, runId)
      return callsOf(portal, GET)
    }
    // The first two fall together with the press, and with the page being opened.
    const reads = (await until(look, (calls) => calls.length >= 7)).slice(2).map(({ time }) => Date.parse(time))
    const meanMs = ((reads.at(-1) ?? 0) - (reads[0] ?? 0)) / (reads.length - 1)
    expect(meanMs).toBeGreaterThan(700)
    expect(meanMs).toBeLessThan(3_000)
  })

  it('rests for as long as a 429 asks', async () => {
    const user = await portal.signIn('user@contoso.example')
    await startForecast(portal, user)
    const before = (await portal.databricks().requests()).at(-1)?.sequence ?? 0
    await portal.databricks().addFault({ match: GET, status: 429, headers: { 'retry-after': '4' } })
    const gets = await until(
      () => since(before, GET),
      (calls) => calls.some(({ status }) => status === 429),
    )
    const refusedAt = Date.parse(gets.find(({ status }) => status === 429)?.time ?? '')
    const refused = gets.findIndex(({ status }) => status === 429)
    const later = await until(
      () => since(before, GET),
      (calls) => calls.length > refused + 1,
    )
    expect(Date.parse(later[refused + 1]?.time ?? '') - refusedAt).toBeGreaterThanOrEqual(4_000)
  })
})
