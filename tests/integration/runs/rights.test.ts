import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { callsOf, failRunNow, runNowCalls } from './run-now-calls'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from './sample-flows'
import { startForecast } from './start-forecast'

const PING = 'ping-lakehouse'
const USER = 'user@contoso.example'

describePortal('rights that end after the press', SAMPLE_FLOWS, (portal) => {
  afterEach(async () => void (await importFlows({ flows: SAMPLE_FLOWS })))

  const giveFlowTo = (audience: object) => importFlows({ flows: [flowOf(PING, PING_JOB, { audience })] })
  /** A press whose first call was held off by the workspace: nothing was started, and the loops send it again. */
  const pressHeldOff = async (): Promise<{ user: Viewer; runId: string }> => {
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '1' } })
    return { user, runId: await portal.press(user, PING) }
  }
  const refused = async (user: Viewer, runId: string) => {
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'refused')
    expect(run).toMatchObject({ status: 'Failed', error: { code: 'not_permitted' } })
    expect(await portal.databricks().runs()).toEqual([])
  }

  it.each([
    ['is for others by now', { roles: ['Portal.Admin'], people: [] }],
    ['is for nobody any more', { roles: [], people: [] }],
  ])('keep a press from being sent again when its flow %s (AUTHZ-8)', async (_how, audience) => {
    const { user, runId } = await pressHeldOff()
    await giveFlowTo(audience)
    await portal.startLoops()
    await refused(user, runId)
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  /** Renewed at each use: Entra is asked, and says the roles. */
  const renewAtEachUse = () => portal.entra().setMode({ accessTokenSeconds: 200 })

  it('keep a press from being sent when its flow is taken away while its token is fetched (AUTHZ-8)', async () => {
    await renewAtEachUse()
    const user = await portal.signIn(USER)
    const path = (await portal.entra().requests()).find(({ grantType }) => grantType)?.path
    await portal.entra().addFault({ match: `POST ${path}`, delayMs: 2_000 })
    const pressed = portal.press(user, PING)
    await until(
      () => portal.entra().requests(),
      (asked) => asked.some(({ grantType }) => grantType === 'refresh_token'),
    )
    await giveFlowTo({ roles: ['Portal.Admin'], people: [] })
    await refused(user, await pressed)
    expect(await runNowCalls(portal)).toEqual([])
  })

  it('keep a press from being sent again when its person has no role any more (AUTHZ-8)', async () => {
    await renewAtEachUse()
    const { user, runId } = await pressHeldOff()
    await portal.entra().patchUser(USER, { roles: [] })
    await portal.startLoops()
    await refused(user, runId)
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('keep a press from being sent again when its person has left the group that it is for (AUTHZ-8)', async () => {
    await renewAtEachUse()
    const id = '00000000-0000-4000-a000-000000000001'
    await giveFlowTo({ roles: [], people: [], groups: [{ id, name: 'Finance' }] })
    const { user, runId } = await pressHeldOff()
    await portal.entra().patchUser(USER, { groups: [] })
    await portal.startLoops()
    await refused(user, runId)
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('end the following of a run whose person has no role any more, and say since when (AUTHZ-8)', async () => {
    await renewAtEachUse()
    const user = await portal.signIn(USER)
    const runId = await startForecast(portal, user)
    await sql`update sessions set created_at = created_at - interval '1 minute'`.execute(portal.store().kysely)
    await portal.entra().patchUser(USER, { roles: [] })
    const { run } = await portal.untilRun(user, runId, (view) => view.run.notWatchedSince !== undefined)
    expect(run.state).toBe('running')
    await portal.databricks().advanceClock(600_000)
    const asked = (await callsOf(portal, 'GET /api/2.2/jobs/runs/get')).length
    await sql`update poll_groups set due_at = now()`.execute(portal.store().kysely)
    await until(
      async () =>
        (await sql<{ due_at: Date | null }>`select due_at from poll_groups`.execute(portal.store().kysely)).rows,
      (groups) => groups.every(({ due_at }) => due_at === null),
    )
    expect(await callsOf(portal, 'GET /api/2.2/jobs/runs/get')).toHaveLength(asked)
    expect((await getRun(user, runId)).run.state).toBe('running')
  })
})
