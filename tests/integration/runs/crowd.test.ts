import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { inParallel } from '@/lib/in-parallel'
import { flowOf, jobIdOf, jobOf, slugOf } from '@/tests/load/flow'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { passInStore } from '../storms/later'

const PEOPLE = 16
const RUNS_EACH = 18
const CALLS_PER_SECOND = 2
const DAY_MS = 86_400_000
const LATER_MS = 5_000
const STEP_MS = 1_000
const STEP_TAKES_MS = 75
/** Three times what the budget takes to come round to everybody. */
const MOST_STEPS = (3 * PEOPLE) / CALLS_PER_SECOND
/** Of one person, until the last of the others had their turn. */
const MOST_OF_ONE = 2
const LONG_MS = 120_000
/** The emulator's administrator of the workspace. */
const ADMIN_TOKEN = 'dapi-demo-admin'
const numbers = Array.from({ length: PEOPLE }, (_, number) => number)

process.env.LAKEPORT_CALLS_PER_SECOND = String(CALLS_PER_SECOND)

/** `npm run test:load` follows ten thousand for ten minutes; here a small budget makes some hundreds as many. */
describePortal('some three hundred active runs of sixteen people', numbers.map(flowOf), (portal) => {
  const rows = () => portal.store().kysely
  const lastCall = async () => (await portal.databricks().requests()).at(-1)?.sequence ?? 0

  /** One press of each, and as many runs like it, which were started beside the portal. */
  async function start(): Promise<void> {
    const people = await portal.crowd(PEOPLE)
    await portal.databricks().putJobs({ jobs: people.map(({ userName }, number) => jobOf(number, DAY_MS, userName)) })
    const pressed: string[] = []
    for (const [number, person] of people.entries()) {
      pressed.push(await portal.press(person, slugOf(number)))
      await passInStore(portal.store(), LATER_MS) // the call that this press owes is made up for
    }
    await until(
      async () => {
        await passInStore(portal.store(), LATER_MS)
        return rows().selectFrom('runs').select('id').where('state', '=', 'running').execute()
      },
      (running) => running.length === PEOPLE,
    )
    await portal.stopLoops()
    for (const [number, runId] of pressed.entries()) await multiply(number, runId)
    await portal.startLoops()
  }

  async function multiply(number: number, runId: string): Promise<void> {
    const started = await inParallel(Array.from({ length: RUNS_EACH - 1 }), 8, () => runNow(number))
    const seed = sql`jsonb_to_recordset(${JSON.stringify(started)}::jsonb) as seed(token text, run_id text)`
    await sql`insert into runs overriding system value select (jsonb_populate_record(runs, jsonb_build_object(
      'id', token, 'client_key', token, 'number', nextval(pg_get_serial_sequence('runs', 'number'))))).*
      from runs cross join ${seed} where runs.id = ${runId}`.execute(rows())
    await sql`insert into run_steps select (jsonb_populate_record(run_steps, jsonb_build_object(
      'id', token, 'run_id', token, 'databricks_run_id', seed.run_id))).*
      from run_steps cross join ${seed} where run_steps.run_id = ${runId}`.execute(rows())
  }

  async function runNow(number: number) {
    const token = crypto.randomUUID()
    const answer = await fetch(`${portal.databricks().url}/api/2.2/jobs/run-now`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: `{"job_id": ${jobIdOf(number)}, "idempotency_token": "${token}"}`,
    })
    const [, run_id = ''] = /"run_id": ?(\d+)/.exec(await answer.text()) ?? []
    return { token, run_id }
  }

  const waitingSince = (at: Date) =>
    rows()
      .selectFrom('runs')
      .select('id')
      .where('followed_at', '<=', at)
      .where('state', 'in', ['submitted', 'running'])
      .execute()

  const underWay = () => rows().selectFrom('poll_groups').select('id').where('lease_owner', 'is not', null).execute()

  /** Turns the clock, second by second, until every run was looked at once more. */
  async function round() {
    const since = await lastCall()
    const began = performance.now()
    // A call from before that is stored from now on would be a look of this round without a call of it.
    await until(underWay, (leased) => leased.length === 0)
    const now = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(rows())
    let steps = 0
    for (; steps < MOST_STEPS && (await waitingSince(now.rows[0]?.at ?? new Date())).length > 0; steps += 1) {
      await passInStore(portal.store(), STEP_MS)
      await pause(STEP_TAKES_MS)
    }
    const calls = await portal.databricks().requests(since)
    return { calls, steps, seconds: steps * (STEP_MS / 1_000) + (performance.now() - began) / 1_000 }
  }

  it(
    'stay within the budget of calls, and each is looked at in turn: nobody’s wait while others’ are looked at again and again (REL-4)',
    async () => {
      await start()
      const active = await rows()
        .selectFrom('runs')
        .select('id')
        .where('state', 'in', ['submitted', 'running'])
        .execute()
      expect(active).toHaveLength(PEOPLE * RUNS_EACH)
      await round()
      const { calls, steps, seconds } = await round()
      console.info(`${calls.length} calls in ${seconds.toFixed(1)} s of a turned clock`)
      expect(steps).toBeLessThan(MOST_STEPS)
      expect(calls.length).toBeLessThanOrEqual(CALLS_PER_SECOND * (seconds + 1))
      const each = Map.groupBy(calls, ({ upn }) => upn)
      expect(each.size).toBe(PEOPLE)
      expect(Math.max(...[...each.values()].map((own) => own.length))).toBeLessThanOrEqual(MOST_OF_ONE)
    },
    LONG_MS,
  )
})
