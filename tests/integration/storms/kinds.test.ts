import { describe, expect, it } from 'vitest'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { httpListener, sendJson } from '../databricks/listener'
import { SAMPLE_FLOWS } from '../runs/sample-flows'
import { BAD_ANSWERS } from './bad-answers'
import { passInStore } from './later'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const GET = 'GET /api/2.2/jobs/runs/get'
const TIMES = 2
const STEP_MS = 5_000
const LONG_MS = 120_000

describePortal('a storm of', SAMPLE_FLOWS, (portal) => {
  const later = () => passInStore(portal.store(), STEP_MS)
  const callsOf = async (line: string) =>
    (await portal.databricks().requests()).filter(({ method, path }) => `${method} ${path}` === line).length

  it.each(BAD_ANSWERS)(
    '%s, at the start and at the look: the run ends right, once, with no more calls than it takes (OUT-7, REL-1)',
    async (_what, answer) => {
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, times: TIMES, ...answer })
      await portal.databricks().addFault({ match: GET, times: TIMES, ...answer })
      const runId = await portal.press(user, 'ping-lakehouse')
      await until(
        async () => {
          await later()
          return (await getRun(user, runId)).run
        },
        ({ databricksRunId }) => databricksRunId !== undefined,
      )
      await portal.databricks().advanceClock(600_000)
      const { run } = await until(
        async () => {
          await later()
          return getRun(user, runId)
        },
        (view) => view.run.state === 'done',
        (view) => JSON.stringify(view.run),
      )
      expect(run.status).toBe('Succeeded')
      const ran = await portal.databricks().runs()
      expect(ran).toMatchObject([{ idempotency_token: runId, run_id: run.databricksRunId }])
      expect(await callsOf(RUN_NOW)).toBeLessThanOrEqual(TIMES + 1)
    },
    LONG_MS,
  )

  it(
    '429 for a day is obeyed for ten minutes: nothing is sent meanwhile, and the press says that it did not start (REL-2)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, status: 429, headers: { 'retry-after': '86400' } })
      const first = await portal.press(user, 'ping-lakehouse')
      const second = await portal.press(user, 'ping-lakehouse')
      expect((await getRun(user, second)).run).toMatchObject({ databricksRunId: undefined })
      for (let passed = 0; passed < 500_000; passed += 50_000) await passInStore(portal.store(), 50_000)
      expect(await callsOf(RUN_NOW)).toBe(1)
      expect((await getRun(user, first)).run).toMatchObject({ state: 'refused', error: { code: 'databricks_busy' } })
      expect(await portal.databricks().runs()).toEqual([])
    },
    LONG_MS,
  )

  it(
    'failures that one process saw: another one, which saw none, leaves the workspace alone too (REL-3)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, status: 503, times: 0 })
      for (let press = 0; press < 6; press += 1) await portal.press(user, 'ping-lakehouse')
      const health = globalThis as { lakeportDatabricksHealth?: Map<string, unknown> }
      health.lakeportDatabricksHealth?.clear()
      const calls = await callsOf(RUN_NOW)
      expect(calls).toBeLessThanOrEqual(12) // two for each press: far fewer than each would make for itself
      const late = await portal.press(user, 'ping-lakehouse')
      expect(await callsOf(RUN_NOW)).toBe(calls)
      expect((await getRun(user, late)).run.error).toMatchObject({ facts: { reason: 'paused', arrived: 'no' } })
    },
    LONG_MS,
  )

  it('a redirect to the sign-in page refuses the token: one renewal, one more call, and then the press did not start (REL-1)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal
      .databricks()
      .addFault({ match: RUN_NOW, status: 302, headers: { location: '/login.html' }, times: 0 })
    const runId = await portal.press(user, 'ping-lakehouse')
    const refused = { state: 'refused', error: { code: 'databricks_token_refused' } }
    expect((await getRun(user, runId)).run).toMatchObject(refused)
    expect(await callsOf(RUN_NOW)).toBe(2)
    expect(await portal.databricks().runs()).toEqual([])
  })

  describe('what leads elsewhere', () => {
    it('a redirect with 307 sends nothing there, neither the token nor the press (OUT-4)', async () => {
      await using elsewhere = await httpListener((_, response) => sendJson(response, 200, { run_id: 1 }))
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, status: 307, headers: { location: elsewhere.url } })
      const runId = await portal.press(user, 'ping-lakehouse')
      await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
      expect(elsewhere.connections()).toBe(0)
    })

    it.each(['http://127.0.0.1:9', 'https://169.254.169.254', 'https://10.1.2.3', 'https://evil.contoso.example'])(
      'a connector that was made to lead to %s is not called: the host is looked at again at the call (OUT-1, OUT-3)',
      async (origin) => {
        const user = await portal.signIn('user@contoso.example')
        const { kysely } = portal.store()
        const before = await kysely.selectFrom('connectors').select('origin').executeTakeFirstOrThrow()
        await kysely.updateTable('connectors').set({ origin }).execute()
        const runId = await portal.press(user, 'ping-lakehouse')
        const { run } = await getRun(user, runId)
        await kysely.updateTable('connectors').set(before).execute()
        expect(run).toMatchObject({ state: 'refused', error: { facts: { reason: 'host_refused', arrived: 'no' } } })
      },
    )
  })
})
