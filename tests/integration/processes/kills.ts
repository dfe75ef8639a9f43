import { expect, it } from 'vitest'
import { runStatus } from '@/lib/runs/run-status'
import type { RanRun } from '@/tests/support/emulator-control'
import { until } from '@/tests/support/until'
import type { PlainBrowser } from '../http/plain-browser'
import { openFlow, pressFlow, sendForm, statusOf } from '../http/press'
import type { ThreeProcesses } from './cluster-of-test'
import { openStream } from './event-stream'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const GET = 'GET /api/2.2/jobs/runs/get'
/** Longer than it takes to see a call and to kill the process that waits for its answer. */
const HANGING_MS = 4_000
const LONG_MS = 240_000

/** What becomes of the work of a process that dies, and of everybody else's. */
export function kills(cluster: () => ThreeProcesses): void {
  const signedIn = async (upn: string): Promise<PlainBrowser> => {
    const browser = cluster().open()
    await browser.signIn(upn)
    return browser
  }
  const last = async () => (await cluster().databricks.requests()).at(-1)?.sequence ?? 0
  const tokens = async () => (await cluster().databricks.runs()).map(({ idempotency_token }) => idempotency_token)
  const runOf = async (runId: string): Promise<RanRun | undefined> =>
    (await cluster().databricks.runs()).find(({ idempotency_token }) => idempotency_token === runId)
  /** Until the page says of the run what the workspace says. */
  const untilRight = (browser: PlainBrowser, runId: string) =>
    until(
      async () => [await statusOf(browser, runId), wordOf(await runOf(runId))],
      ([shown, real]) => shown === real,
    )

  /** A press whose call this process waits for when it dies, or that is just being followed by it. */
  const pressAndKill = async (name: 'first' | 'second' | 'worker', browser: PlainBrowser): Promise<string> => {
    const { databricks } = cluster()
    const since = await last()
    if (name === 'worker') {
      await cluster().members.first.process.kill('SIGTERM') // so that nobody else follows
      const runId = await pressFlow(browser, 'ping-lakehouse')
      await databricks.addFault({ match: GET, delayMs: HANGING_MS })
      await until(
        () => cluster().calls(GET, since),
        (calls) => calls.some(({ status }) => status === null),
      )
      await cluster().members.worker.process.kill('SIGKILL')
      await cluster().members.first.process.restart()
      return runId
    }
    const at = cluster().at(name, browser)
    const form = await openFlow(at, 'ping-lakehouse')
    await databricks.addFault({ match: RUN_NOW, delayMs: HANGING_MS })
    const answer = sendForm(at, form).then(
      () => 'answered',
      () => 'cut',
    )
    const [call] = await until(
      () => cluster().calls(RUN_NOW, since),
      (calls) => calls.length > 0,
    )
    await cluster().members[name].process.kill('SIGKILL')
    expect(await answer).toBe('cut')
    return call?.idempotencyToken ?? ''
  }

  it(
    'each killed in turn: nothing is lost or doubled, and the others go on at once (RUN-5)',
    async () => {
      const browser = await signedIn('user@contoso.example')
      const before = await tokens()
      const pressed: string[] = []
      for (const name of ['first', 'second', 'worker'] as const) {
        const runId = await pressAndKill(name, browser)
        // The balancer knows nothing of the death; whoever is left answers.
        pressed.push(runId, await pressFlow(browser, 'ping-lakehouse'))
        await cluster().members[name].process.restart()
      }
      for (const runId of pressed) await untilRight(browser, runId)
      expect((await tokens()).filter((token) => !before.includes(token)).sort()).toEqual(pressed.sort())
    },
    LONG_MS,
  )

  it(
    'with pages alone left: presses are handed over, words grow old and say so, and a worker catches up (RUN-5)',
    async () => {
      const browser = cluster().at('second', await signedIn('maker@contoso.example'))
      const { first, worker } = cluster().members
      await Promise.all([first.process.kill('SIGKILL'), worker.process.kill('SIGKILL')])
      const since = await last()
      const runId = await pressFlow(browser, 'ping-lakehouse')
      expect(await tokens()).toContain(runId)
      await cluster().databricks.advanceClock(60_000)
      const stream = await openStream(browser, `/api/live?run=${runId}`)
      expect(await statusOf(browser, runId)).toBe('Waiting')
      const pulse = await browser.get(`/api/runs/${runId}`)
      expect(pulse.headers.get('lakeport-followed-at')).toBeNull()
      expect((await fetch(`${cluster().members.second.url}/api/health/ready`)).status).toBe(200)
      expect(await cluster().calls(GET, since)).toEqual([])

      await worker.process.restart()
      await until(
        async () => stream.heard,
        (heard) => heard.includes(runId),
      )
      await untilRight(browser, runId)
      expect(await statusOf(browser, runId)).toBe('Succeeded')
      await stream.close()
      await first.process.restart()
    },
    LONG_MS,
  )
}

function wordOf(run: RanRun | undefined): string {
  const status = run?.status as { state?: string; termination_details?: { code?: string } } | undefined
  if (!status) return 'not at Databricks'
  return runStatus({ status: { state: status.state, terminationDetails: status.termination_details } })
}
