import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { seeded } from '@/tests/support/seeded'
import { until } from '@/tests/support/until'
import { askAsAdmin } from './ask-as-admin'
import { callsOf, failRunNow, runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'
import { startForecast } from './start-forecast'

const CANCEL = 'POST /api/2.2/jobs/runs/cancel'
const FORECAST = 'rebuild-forecast'
const INPUTS = { horizon_weeks: '12' }

describePortal('RUN-9: a cancel', SAMPLE_FLOWS, (portal) => {
  const statesAtDatabricks = async () =>
    (await portal.databricks().runs()).map(({ state }) => (state as { result_state?: string }).result_state)
  const cancelled = (runId: string, viewer: Parameters<typeof cancelRun>[0]) =>
    portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')

  it('of a run at work ends it at Databricks, however often it is asked for', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await startForecast(portal, user)
    await Promise.all([cancelRun(user, runId), cancelRun(user, runId)])
    expect((await cancelled(runId, user)).run).toMatchObject({ status: 'Cancelled' })
    await cancelRun(user, runId)
    expect(await statesAtDatabricks()).toEqual(['CANCELED'])
  })

  it('while nothing was sent yet means that nothing is ever sent', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '60' } })
    const runId = await portal.press(user, FORECAST, INPUTS)
    await cancelRun(user, runId)
    const { run } = await cancelled(runId, user)
    expect(run).toMatchObject({ status: 'Cancelled', databricksRunId: undefined })
    expect(await runNowCalls(portal)).toHaveLength(1)
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('while the token is being fetched comes before the call, and there is none', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 }) // under five minutes left: renewed at each use
    const user = await portal.signIn('user@contoso.example')
    const tokenPath = (await portal.entra().requests()).find(({ grantType }) => grantType)?.path
    await portal.entra().addFault({ match: `POST ${tokenPath}`, delayMs: 3_000 })
    const pressed = portal.press(user, FORECAST, INPUTS)
    const runId = await until(
      () => firstRunId(),
      (id) => id !== undefined,
    )
    await until(
      () => portal.entra().requests(),
      (asked) => asked.some(({ grantType }) => grantType === 'refresh_token'),
    )
    await cancelRun(user, runId ?? '')
    expect(await pressed).toBe(runId)
    const { run } = await cancelled(runId ?? '', user)
    expect(run).toMatchObject({ status: 'Cancelled', databricksRunId: undefined })
    expect(await runNowCalls(portal)).toEqual([])
  })

  const firstRunId = async (): Promise<string | undefined> =>
    (await portal.store().kysely.selectFrom('runs').select('id').executeTakeFirst())?.id

  it('while the call is under way ends the run as soon as its id is known', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { delayMs: 2_000 })
    const pressed = portal.press(user, FORECAST, INPUTS)
    await until(
      () => runNowCalls(portal),
      (calls) => calls.length > 0,
    )
    const runId = (await firstRunId()) ?? ''
    await cancelRun(user, runId)
    await pressed
    expect((await cancelled(runId, user)).run.status).toBe('Cancelled')
    expect(await statesAtDatabricks()).toEqual(['CANCELED'])
    expect((await runNowCalls(portal)).length).toBe(1)
  })

  it('while it is not known whether the run was started ends it once that is known', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { afterHandler: true, status: 503 })
    const runId = await portal.press(user, FORECAST, INPUTS)
    await cancelRun(user, runId)
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'unknown' })
    expect(await callsOf(portal, CANCEL)).toEqual([])
    await portal.startLoops()
    expect((await cancelled(runId, user)).run.status).toBe('Cancelled')
    expect(await statesAtDatabricks()).toEqual(['CANCELED'])
  })

  it('whose call fails is repeated by whoever follows the run', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await startForecast(portal, user)
    await portal.databricks().addFault({ match: CANCEL, status: 503, times: 4 })
    await cancelRun(user, runId)
    expect((await cancelled(runId, user)).run.status).toBe('Cancelled')
    expect(await statesAtDatabricks()).toEqual(['CANCELED'])
  })

  it('at any moment of the submission keeps the run from starting or ends it, and says which', async () => {
    const user = await portal.signIn('user@contoso.example')
    const random = seeded(9)
    const raced = Array.from({ length: 12 }, async () => {
      const clientKey = randomUUID()
      const pressed = portal.press(user, FORECAST, INPUTS, clientKey)
      const runId = await until(
        () => runOfPress(clientKey),
        (id) => id !== undefined,
      )
      await pause(random.below(60)) // anywhere between the kept press and its answer
      await cancelRun(user, runId ?? '')
      return pressed
    })
    const runIds = await Promise.all(raced)
    for (const runId of runIds) expect((await cancelled(runId, user)).run.status).toBe('Cancelled')
    const runs = await portal.databricks().runs()
    const idOfToken = new Map(runs.map((run) => [run.idempotency_token, run.run_id]))
    for (const runId of runIds) expect((await getRun(user, runId)).run.databricksRunId).toBe(idOfToken.get(runId))
    expect(new Set(await statesAtDatabricks()).difference(new Set(['CANCELED'])).size).toBe(0)
  })

  const runOfPress = async (clientKey: string): Promise<string | undefined> => {
    const rows = portal.store().kysely.selectFrom('runs').select('id').where('client_key', '=', clientKey)
    return (await rows.executeTakeFirst())?.id
  }

  it('is for the person who pressed alone', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, FORECAST, INPUTS)
    const admin = await portal.signIn('admin@contoso.example')
    const other = await portal.signIn('user2@contoso.example')
    await expect(cancelRun(other, runId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelRun(admin, runId)).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await callsOf(portal, CANCEL)).toEqual([])
  })

  it('made in the workspace itself shows as one', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, FORECAST, INPUTS)
    const [atWork] = await portal.databricks().runs()
    await askAsAdmin(portal, '/api/2.2/jobs/runs/cancel', { run_id: Number(atWork?.run_id) })
    expect((await cancelled(runId, user)).run.status).toBe('Cancelled')
  })
})
