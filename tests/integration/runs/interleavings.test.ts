import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { isActive } from '@/lib/runs/run-state'
import { background } from '@/lib/runs/server/background'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import type { FaultSpec } from '@/tests/support/emulator-control'
import { describePortal, type InProcessPortal } from '@/tests/support/in-process-portal'
import { type Seeded, seeded } from '@/tests/support/seeded'
import { until } from '@/tests/support/until'
import { failRunNow } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'

const STEPS = 40
const FAULTS: readonly Omit<FaultSpec, 'match'>[] = [
  { drop: 'before' },
  { drop: 'after' },
  { drop: 'midBody' },
  { status: 503 },
  { status: 429, headers: { 'retry-after': '1' } },
  { afterHandler: true, status: 500, body: '<html>Oops</html>' },
  { afterHandler: true, status: 200, body: '{"run_id": 12' },
  { delayMs: 700 },
  { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'no' } },
]

/** A story by chance: who presses, what is lost, who cancels, which process stands still or dies, and how time goes on. */
class Story {
  readonly presses: Promise<string>[] = []
  readonly #portal: InProcessPortal
  readonly #user: Viewer
  readonly #random: Seeded

  constructor(portal: InProcessPortal, user: Viewer, random: Seeded) {
    this.#portal = portal
    this.#user = user
    this.#random = random
  }

  async step(): Promise<void> {
    const what = this.#random.pick([
      () => this.#press(),
      () => this.#press(),
      () => failRunNow(this.#portal, this.#random.pick(FAULTS)),
      () => this.#cancel(),
      () => this.#standStill(),
      () => this.#die(),
      () => this.#portal.databricks().advanceClock(1_000 * (1 + this.#random.below(30))),
    ])
    await what()
  }

  /** Sometimes the same form is sent twice at once. */
  #press(): void {
    const key = randomUUID()
    const flow = this.#random.pick(['ping-lakehouse', 'rebuild-forecast'])
    const posted = flow === 'ping-lakehouse' ? {} : { horizon_weeks: '12' }
    for (let sent = this.#random.below(2); sent >= 0; sent -= 1) {
      this.presses.push(this.#portal.press(this.#user, flow, posted, key))
    }
  }

  /** Any run, be it kept a moment ago or ended. */
  async #cancel(): Promise<void> {
    const rows = await this.#portal.store().kysely.selectFrom('runs').select('id').execute()
    if (rows.length > 0) await cancelRun(this.#user, this.#random.pick(rows).id)
  }

  /** Whoever works on a row is late: its lease has run out, another takes it, and both go on. */
  async #standStill(): Promise<void> {
    for (const table of ['runs', 'poll_groups']) {
      await sql`update ${sql.table(table)} set lease_until = now(), due_at = now()
        where lease_owner is not null`.execute(this.#portal.store().kysely)
    }
  }

  /** The loops give up what they hold in the middle of it, and others begin. */
  async #die(): Promise<void> {
    await (await background())?.stop(0)
    await this.#portal.startLoops()
  }
}

describePortal('runs to which everything happens in any order', SAMPLE_FLOWS, (portal) => {
  const states = () => portal.store().kysely.selectFrom('runs').select(['id', 'state']).orderBy('id').execute()
  const statesLater = async () => {
    await portal.databricks().advanceClock(10_000)
    return states()
  }

  // Every single move is checked too: the database itself writes them down, and describePortal reads them after each test.
  it.each([11, 23])(
    'move forward only, end once, and are one run each at Databricks at most; seed %i (RUN-2, RUN-4, RUN-5, RUN-9)',
    async (seed) => {
      await portal.entra().setMode({ accessTokenSeconds: 86_400 }) // the workspace's clock goes on by hours
      const user = await portal.signIn('user@contoso.example')
      const story = new Story(portal, user, seeded(seed))
      for (let step = 0; step < STEPS; step += 1) await story.step()
      const pressed = new Set(await Promise.all(story.presses))
      await portal.databricks().clearFaults()
      const ended = await until(statesLater, (rows) => !rows.some(({ state }) => isActive(state)))
      expect(new Set(ended.map(({ id }) => id))).toEqual(pressed)

      const runs = await portal.databricks().runs()
      const idOfToken = new Map(runs.map((run) => [run.idempotency_token, run.run_id]))
      expect(idOfToken.size).toBe(runs.length)
      for (const { id, state } of ended) {
        // Lost: started perhaps, and then refused when it was asked about.
        const told = state === 'lost' ? undefined : idOfToken.get(id)
        expect((await getRun(user, id)).run).toMatchObject({ id, databricksRunId: told })
      }
    },
  )
})
