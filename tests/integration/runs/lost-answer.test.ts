import { expect, it } from 'vitest'
import { getRun } from '@/lib/runs/server/get-run'
import type { FaultSpec } from '@/tests/support/emulator-control'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { failRunNow, runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'

/** The job was started each time; only the answer is lost. */
const LOST: readonly (readonly [string, Omit<FaultSpec, 'match'>])[] = [
  ['connection reset', { drop: 'after' }],
  ['503', { afterHandler: true, status: 503 }],
  ['500 in HTML', { afterHandler: true, status: 500, body: '<html><h1>Oops</h1></html>' }],
  ['200 in HTML', { afterHandler: true, status: 200, body: '<html>Sign in</html>' }],
  ['JSON cut short', { afterHandler: true, status: 200, body: '{"run_id": 12' }],
  ['body cut short', { drop: 'midBody' }],
]

describePortal('RUN-2: a lost answer', SAMPLE_FLOWS, (portal) => {
  const onceOnly = async (fault: Omit<FaultSpec, 'match'>) => {
    const user = await portal.signIn('user@contoso.example')
    await failRunNow(portal, fault)
    const runId = await portal.press(user, 'ping-lakehouse')
    const { run: meanwhile } = await getRun(user, runId)
    const { run } = await portal.untilRun(user, runId, (view) => view.run.databricksRunId !== undefined)
    const runs = await portal.databricks().runs()
    expect(runs.map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
    const tokens = (await runNowCalls(portal)).map(({ idempotencyToken }) => idempotencyToken)
    expect(tokens).toEqual([runId, runId])
    return meanwhile
  }

  it.each(LOST)('by %s is asked for again: two calls, one token, one run', async (_name, fault) => {
    const meanwhile = await onceOnly(fault)
    expect(meanwhile).toMatchObject({ state: 'unknown', status: 'Waiting', databricksRunId: undefined })
    expect(meanwhile.error?.code).toMatch(/^databricks_/)
  })

  it('by silence is asked for again, and the person does not wait for that', async () => {
    const meanwhile = await onceOnly({ delayMs: 20_000 })
    expect(meanwhile).toMatchObject({ state: 'submitting', error: undefined })
    expect(Date.now() - meanwhile.createdAt).toBeGreaterThan(14_000)
    // The first call takes effect at last, and finds the run that the second one started.
    await until(
      () => runNowCalls(portal),
      (calls) => calls.every(({ status }) => status === 200),
    )
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it('of several presses at a time leaves each with one run and its own id', async () => {
    const user = await portal.signIn('user@contoso.example')
    for (const [, fault] of LOST.slice(0, 5)) await failRunNow(portal, fault)
    const presses = await Promise.all(Array.from({ length: 8 }, () => portal.press(user, 'ping-lakehouse')))
    const followed = await Promise.all(
      presses.map((runId) => portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)),
    )
    const runs = await portal.databricks().runs()
    const idOfToken = new Map(runs.map((run) => [run.idempotency_token, run.run_id]))
    expect(runs).toHaveLength(presses.length)
    for (const { run } of followed) expect(run.databricksRunId).toBe(idOfToken.get(run.id))
  })
})
