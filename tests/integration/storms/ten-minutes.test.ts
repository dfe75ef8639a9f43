import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { passInStore } from './later'
import { LONG_FLOW, LONG_JOB_MS, putLongJob } from './long-job'

const PEOPLE = 10
const RUNS_EACH = 20
const STORM_MS = 600_000
const STEP_MS = 5_000
/** They are taken alike; `npm run test:storms` tries both. */
const STATUSES = process.env.STORM_KINDS === 'all' ? [500, 503] : [503]
const STEP_TAKES_MS = 100
/** One every 30 s, the six that it takes to notice, and whatever is under way at the sixth. */
const MOST_CALLS = STORM_MS / 30_000 + 6 + 24
const LONG_MS = 240_000
/** Two hundred runs, each with its calls, on a machine that does other things besides. */
const END_WITHIN_MS = 120_000

describePortal('two hundred active runs', [LONG_FLOW], (portal) => {
  const press = (viewer: Viewer) => portal.press(viewer, 'long')
  const statesOf = async () => {
    const rows = await portal.store().kysely.selectFrom('runs').select(['state', 'status']).execute()
    return rows.map(({ state, status }) => `${state} ${status}`)
  }
  const countOf = async (state: string) => (await statesOf()).filter((it) => it.startsWith(state)).length
  const callsSince = async (sequence: number) => (await portal.databricks().requests(sequence)).length
  const lastCall = async () => (await portal.databricks().requests()).at(-1)?.sequence ?? 0
  const later = (ms: number) => passInStore(portal.store(), ms)

  const start = async (): Promise<Viewer[]> => {
    await putLongJob(portal)
    const people = await portal.crowd(PEOPLE)
    for (let run = 0; run < RUNS_EACH; run += 1) {
      await Promise.all(people.map(press))
      await later(STEP_MS) // the calls that these presses owe are made up for
    }
    await until(
      async () => {
        await later(STEP_MS)
        return countOf('running')
      },
      (running) => running === PEOPLE * RUNS_EACH,
    )
    return people
  }

  it.each(STATUSES)(
    'cost a workspace that answers %i for ten minutes a bounded number of calls, and end right (REL-3)',
    async (status) => {
      const [first, ...others] = await start()
      if (!first) throw new Error('Nobody is there')
      const before = await lastCall()
      await portal.databricks().addFault({ match: 'GET /api/*', status, times: 0 })
      await portal.databricks().addFault({ match: 'POST /api/*', status, times: 0 })
      const pressed = await press(first)
      for (let passed = 0; passed < STORM_MS; passed += STEP_MS) {
        await later(STEP_MS)
        await pause(STEP_TAKES_MS)
      }
      const calls = await callsSince(before)
      console.info(`${PEOPLE * RUNS_EACH} runs, ${STORM_MS / 1_000} s of ${status}: ${calls} calls`)
      expect(calls).toBeLessThanOrEqual(MOST_CALLS)
      expect(calls).toBeGreaterThan(6)
      expect(others.length).toBe(PEOPLE - 1)

      await portal.databricks().clearFaults()
      await portal.databricks().advanceClock(LONG_JOB_MS + 60_000)
      await until(
        async () => {
          await later(STEP_MS)
          return countOf('done Succeeded')
        },
        (done) => done >= PEOPLE * RUNS_EACH,
        String,
        END_WITHIN_MS,
      )
      await portal.untilRun(first, pressed, ({ run }) => run.databricksRunId !== undefined)
      const ran = await portal.databricks().runs()
      expect(ran).toHaveLength(PEOPLE * RUNS_EACH + 1)
      expect(new Set(ran.map(({ idempotency_token }) => idempotency_token)).size).toBe(ran.length)
    },
    LONG_MS,
  )
})
