import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { inParallel } from '@/lib/in-parallel'
import { getRun } from '@/lib/runs/server/get-run'
import type { FaultSpec } from '@/tests/support/emulator-control'
import { describePortal } from '@/tests/support/in-process-portal'
import { failRunNow, runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'

type Fault = Omit<FaultSpec, 'match'>

/** How an answer is lost: when nothing was started, and when the job was. */
interface Loss {
  readonly before: Fault
  readonly after: Fault
  /** The portal waits for it, so that all of them are played at once. */
  readonly slow?: boolean
}

const HTML = '<html><h1>Oops</h1></html>'
const CUT = '{"run_id": 12'
/** Longer than the portal waits for an answer to begin. */
const SILENT_MS = 20_000

const LOSSES: readonly (readonly [string, Loss])[] = [
  ['a reset', { before: { drop: 'before' }, after: { drop: 'after' } }],
  ['silence', { before: { delayMs: SILENT_MS, drop: 'before' }, after: { hangMs: SILENT_MS }, slow: true }],
  ['a 503', { before: { status: 503 }, after: { afterHandler: true, status: 503 } }],
  ['a 500 in HTML', { before: { status: 500, body: HTML }, after: { afterHandler: true, status: 500, body: HTML } }],
  ['a 200 in HTML', { before: { status: 200, body: HTML }, after: { afterHandler: true, status: 200, body: HTML } }],
  ['JSON cut short', { before: { status: 200, body: CUT }, after: { afterHandler: true, status: 200, body: CUT } }],
  ['a body that breaks off', { before: { drop: 'before' }, after: { drop: 'midBody' } }],
]

/** One person each, because faults are told apart by person. */
const CELLS = [
  { upn: 'user@contoso.example', started: 'before', lostCalls: 1 },
  { upn: 'user2@contoso.example', started: 'after', lostCalls: 1 },
  { upn: 'maker@contoso.example', started: 'before', lostCalls: 2 },
  { upn: 'admin@contoso.example', started: 'after', lostCalls: 2 },
] as const
/** Six failures in a row, and the workspace would be left alone for half a minute. */
const QUICK_AT_ONCE = 2
const PERSON_WAITS_MS = 10_000

describePortal('a lost answer', SAMPLE_FLOWS, (portal) => {
  const lose = async (viewer: Viewer, fault: Fault, times: number) => {
    await failRunNow(portal, { ...fault, times, user: viewer.userName })
    const began = performance.now()
    const runId = await portal.press(viewer, 'ping-lakehouse')
    expect(performance.now() - began).toBeLessThan(PERSON_WAITS_MS)
    const { run } = await portal.untilRun(viewer, runId, (view) => view.run.databricksRunId !== undefined)
    const started = (await portal.databricks().runs()).filter((it) => it.creator_user_name === viewer.userName)
    expect(started.map(({ run_id }) => run_id)).toEqual([run.databricksRunId])
    const calls = (await runNowCalls(portal)).filter(({ upn }) => upn === viewer.userName)
    expect(calls.map(({ idempotencyToken }) => idempotencyToken)).toEqual(Array(times + 1).fill(runId))
  }

  it.each(LOSSES)(
    'by %s, of a press or of its repetition, before or after the job started, is one run and its own id (RUN-2, RUN-6)',
    { timeout: 120_000 },
    async (_name, loss) => {
      const people = await Promise.all(CELLS.map(({ upn }) => portal.signIn(upn)))
      const cells = CELLS.map((cell, index) => ({ ...cell, viewer: people[index] as Viewer }))
      await inParallel(cells, loss.slow ? cells.length : QUICK_AT_ONCE, ({ viewer, started, lostCalls }) =>
        lose(viewer, loss[started], lostCalls),
      )
    },
  )

  it('leaves the press in doubt until it is found, and says what was wrong with it (RUN-2)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.stopLoops()
    await failRunNow(portal, { afterHandler: true, status: 503 })
    const { run } = await getRun(user, await portal.press(user, 'ping-lakehouse'))
    expect(run).toMatchObject({ state: 'unknown', status: 'Waiting', databricksRunId: undefined })
    expect(run.error?.code).toMatch(/^databricks_/)
  })

  it('of several presses at a time leaves each with one run and its own id (RUN-2, RUN-6)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const quick = LOSSES.filter(([, { slow }]) => !slow).slice(0, 5)
    for (const [, { after }] of quick) await failRunNow(portal, after)
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
