import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { selectWorkFigures, selectWorkspaceFigures } from '@/lib/store/figures'
import { failRunNow } from '@/tests/integration/runs/run-now-calls'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const IDLE_MS = 7_200_000
const CALLS = 15

describePortal('figures for a scrape', [flowOf('ping', PING_JOB)], (portal) => {
  const db = () => portal.store().kysely
  const figures = () => selectWorkFigures(db(), IDLE_MS)

  it('count what is active, and tell for how long the oldest has waited', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    const before = await figures()
    const runId = await portal.press(user, 'ping')
    const submitted = await figures()
    const active = ({ activeRuns }: typeof before) => [...activeRuns.values()].reduce((sum, count) => sum + count, 0)
    expect(active(submitted)).toBe(active(before) + 1)
    expect(submitted.liveSessions).toBeGreaterThanOrEqual(1)

    await sql`update poll_groups set due_at = now() - interval '90 seconds', lease_owner = null, lease_until = null`.execute(
      db(),
    )
    const { groups } = await figures()
    expect(groups.count).toBe(1)
    expect(groups.oldestSeconds).toBeGreaterThan(89)
    expect(groups.oldestSeconds).toBeLessThan(200)
    await portal.startLoops()
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
    // Its end shows before its results are stored, and until then somebody looks at it.
    await until(figures, (now) => active(now) === 0)
  })

  it('tell which workspaces are left alone, and how many calls each has left (REL-3, REL-4)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.press(user, 'ping')
    await portal.stopLoops()
    const [workspace, ...more] = await selectWorkspaceFigures(db(), CALLS)
    expect(more).toEqual([])
    expect(workspace).toMatchObject({ isFailing: false, isOnHold: false })
    expect(workspace?.callsLeft).toBeLessThanOrEqual(CALLS)
    await sql`update workspace_budgets set failing_since = now(), hold_until = now() + interval '1 minute'`.execute(
      db(),
    )
    try {
      expect(await selectWorkspaceFigures(db(), CALLS)).toMatchObject([{ isFailing: true, isOnHold: true }])
    } finally {
      await sql`update workspace_budgets set failing_since = null, hold_until = null`.execute(db())
    }
  })

  it('tell presses that wait from those that rest or wait for their turn', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, { status: 503, times: 99 })
    const runId = await portal.press(user, 'ping')
    await portal.stopLoops()
    const set = (change: ReturnType<typeof sql>) => sql`update runs set ${change} where id = ${runId}`.execute(db())
    await set(sql`created_at = now() - interval '40 seconds'`)
    expect((await figures()).presses.count).toBe(1)
    expect((await figures()).presses.oldestSeconds).toBeGreaterThan(39)
    await set(sql`not_before = now() + interval '1 hour'`)
    expect((await figures()).presses).toEqual({ count: 0, oldestSeconds: 0 })
    await set(sql`not_before = null, waits_since = now()`)
    expect(await figures()).toMatchObject({ presses: { count: 0, oldestSeconds: 0 }, turns: 1 })
    await set(sql`waits_since = null`)
  })
})
