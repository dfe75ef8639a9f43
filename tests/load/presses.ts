import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from '../bench/percentile.ts'
import { openFlow, type PressForm } from '../integration/http/press.ts'
import type { FaultSpec } from '../support/emulator-control.ts'
import { seeded } from '../support/seeded.ts'
import { until } from '../support/until.ts'
import { slugOf } from './flow.ts'
import { type LoadedPortal, type Person, startLoaded } from './loaded-portal.ts'

/** The last of them presses nothing and reads pages. */
const PEOPLE = 26
const PAGES = ['/', `/flows/${slugOf(0)}`, '/runs']
const SLUG = slugOf(0)
const RUN_MS = 5_000
const READ_EVERY_MS = 100
const KILL_EVERY_ROUNDS = 8
const SETTLED_WITHIN_MS = 600_000
const RUN_NOW = 'POST /api/2.2/jobs/run-now'

/** Of three presses; were it every one, the portal would leave the workspace alone and call nobody. */
const WELL = 2

/** How a call of run-now goes wrong: for the first try, or for the first ones. */
const FAULTS: readonly Omit<FaultSpec, 'match' | 'user'>[] = [
  { drop: 'before' },
  { drop: 'after' },
  { drop: 'midBody' },
  { drop: 'after', times: 2 },
  { status: 503 },
  { status: 503, afterHandler: true },
  { status: 503, afterHandler: true, times: 2 },
  { status: 500, headers: { 'content-type': 'text/html' }, body: '<html>Internal error</html>' },
  { status: 500, headers: { 'content-type': 'text/html' }, body: '<html>Internal error</html>', afterHandler: true },
  { status: 200, body: '{"run_id": 12', afterHandler: true },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 429 },
  { delayMs: 16_500 },
  { hangMs: 16_500 },
  { delayMs: 2_000, drop: 'after' },
]

interface Pressed {
  readonly runId: string
  readonly person: Person
  readonly answerMs: number
}

/** Presses until there are `count`; with one of three something goes wrong, and now and then the portal is killed. */
export async function pressUnderFaults(count: number, seed: number) {
  const portal = await startLoaded({ people: PEOPLE, flows: 1, durationMs: RUN_MS })
  try {
    const pressed: Pressed[] = []
    let kills = 0
    const { below, pick } = seeded(seed)
    const [reader, ...pressing] = portal.crowd
    if (!reader) throw new Error('Nobody has signed in')
    const reading = readPages(reader)
    for (let round = 0; pressed.length < count; round += 1) {
      await portal.databricks.clearFaults() // or those that nobody met would pile up to an outage
      const wrong = pressing.filter(() => below(WELL + 1) >= WELL)
      await Promise.all(
        wrong.map(({ upn: user }) => portal.databricks.addFault({ match: RUN_NOW, user, ...pick(FAULTS) })),
      )
      const presses = pressing.map((person) => press(portal, person))
      if (round % KILL_EVERY_ROUNDS === KILL_EVERY_ROUNDS - 1) {
        kills += 1
        await portal.stack.portal.kill('SIGKILL')
        await portal.stack.portal.restart()
      }
      pressed.push(...(await Promise.all(presses)))
      console.error(`${pressed.length} presses, ${kills} kills`)
    }
    const pages = await reading.stop()
    return {
      seed,
      kills,
      ...(await settle(portal, pressed)),
      pages: pages.length,
      pageP95Ms: percentile(pages, 0.95),
    }
  } finally {
    await portal.close()
  }
}

/** What somebody waits for who reads meanwhile, ms for each page; while the portal starts again nothing is counted. */
function readPages({ browser }: Person) {
  const taken: number[] = []
  let stopped = false
  const read = async () => {
    for (let turn = 0; !stopped; turn += 1) {
      const began = performance.now()
      const answer = await browser.get(PAGES[turn % PAGES.length] ?? '/').catch(() => undefined)
      if (answer?.status === 200 && (await answer.text().catch(() => ''))) taken.push(performance.now() - began)
      await pause(READ_EVERY_MS)
    }
  }
  const reading = read()
  return {
    stop: async () => {
      stopped = true
      await reading
      return taken
    },
  }
}

/** As a person does: where no answer comes, the same page is sent again. */
async function press({ stack }: LoadedPortal, person: Person): Promise<Pressed> {
  const form = await again(() => openFlow(person.browser, SLUG), stack.portalUrl)
  const began = performance.now()
  const runId = await again(() => send(person, form), stack.portalUrl)
  return { runId, person, answerMs: performance.now() - began }
}

async function send({ browser }: Person, { form }: PressForm): Promise<string> {
  const answer = await browser.post(`/flows/${SLUG}`, form)
  const location = answer.headers.get('location')
  if (answer.status >= 500) throw new TypeError(`The portal answered ${answer.status}`)
  if (answer.status !== 303 || !location) throw new Error(`A press answered ${answer.status}: ${await answer.text()}`)
  return new URL(location, 'http://localhost').pathname.replace('/runs/', '')
}

/** @throws Error what is no failure of the connection, which fetch tells by a TypeError */
async function again<T>(work: () => Promise<T>, url: string): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      await until(
        () =>
          fetch(`${url}/api/health/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        (status) => status === 200,
      )
    }
  }
}

/** Waits until every press has ended, and counts what Databricks really ran. */
async function settle({ databricks, database, crowd }: LoadedPortal, pressed: readonly Pressed[]) {
  const states = async () => {
    const { rows } = await database.query<{ state: string; status: string; runs: number }>(
      'select state, status, count(*)::int as runs from runs group by state, status order by runs desc',
    )
    return rows
  }
  const ended = await until(
    states,
    (rows) => rows.every(({ state }) => ['done', 'refused', 'lost', 'cancelled'].includes(state)),
    JSON.stringify,
    SETTLED_WITHIN_MS,
  )
  const ran = (await databricks.runs()).map(({ idempotency_token }) => idempotency_token)
  const tokens = new Set(ran)
  const calls = (await databricks.requests()).filter(({ method, path }) => `${method} ${path}` === RUN_NOW)
  const answers = pressed.map(({ answerMs }) => answerMs)
  return {
    presses: pressed.length,
    people: crowd.length - 1,
    lost: pressed.filter(({ runId }) => !tokens.has(runId)).length,
    doubled: ran.length - new Set(pressed.map(({ runId }) => runId)).size,
    callsOfRunNow: calls.length,
    callsThatFailed: calls.filter(({ status }) => status !== 200).length,
    states: Object.fromEntries(ended.map(({ state, status, runs }) => [`${state} ${status}`, runs])),
    answerP50Ms: percentile(answers, 0.5),
    answerP95Ms: percentile(answers, 0.95),
  }
}
