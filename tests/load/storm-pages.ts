/**
 * The second half of `npm run test:storms [-- --seconds=10 --only='no answer']`: how quickly pages come while the workspace answers badly, one
 * kind of storm after another, with runs to follow and presses to send. Prints a JSON object for each kind, all times in
 * ms; they are told, not judged. Exits with 1 when a page was no page.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ensureBuilt } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { percentile } from '../bench/percentile.ts'
import { openFlow, sendForm } from '../integration/http/press.ts'
import { BAD_ANSWERS } from '../integration/storms/bad-answers.ts'
import { until } from '../support/until.ts'
import { slugOf } from './flow.ts'
import { type LoadedPortal, numbers, type Person, startLoaded } from './loaded-portal.ts'

type Kind = readonly [what: string, fault: Omit<Parameters<LoadedPortal['databricks']['addFault']>[0], 'match'>]

const PEOPLE = 10
const RUNS_EACH = 3
const DAY_MS = 86_400_000
const REST_MS = 200
const PRESS_EVERY_MS = 1_000
const SILENCE_MS = 60_000
const KINDS: readonly Kind[] = [
  ...BAD_ANSWERS,
  ['503', { status: 503 }],
  ['no answer', { delayMs: SILENCE_MS }],
  ['no answer though it took effect', { hangMs: SILENCE_MS }],
  ['an answer in drips', { dripMs: 500 }],
]

await ensureBuilt(new Children())
const seconds = Number(asked('seconds') ?? 10)
const only = asked('only')
const flows = RUNS_EACH + KINDS.length + 1
const portal = await startLoaded({ people: PEOPLE, flows, durationMs: DAY_MS })
let wrong = 0
try {
  const runs = await Promise.all(portal.crowd.map(pressSome))
  await tell(0, 'a workspace that works', undefined)
  for (const [at, [what, fault]] of KINDS.entries())
    if (only === undefined || what.startsWith(only)) await tell(at + 1, what, fault)

  async function tell(at: number, what: string, fault: Kind[1] | undefined): Promise<void> {
    await clearTheSky(portal)
    await warmUp(portal)
    const calls = (await portal.databricks.requests()).length
    for (const method of ['GET', 'POST'])
      if (fault) await portal.databricks.addFault({ ...fault, match: `${method} /api/*`, times: 0 })
    const end = performance.now() + seconds * 1_000
    const pages = new Map<string, number[]>()
    const pressing = pressAgain(portal.crowd[0], end)
    const statuses = await Promise.all(
      portal.crowd.map((person, number) => {
        const visit = {
          home: '/',
          flow: `/flows/${slugOf(RUNS_EACH + at)}`,
          run: `/runs/${runs[number]}`,
          runs: '/runs',
        }
        return read(person, visit, pages, end)
      }),
    )
    await pressing
    const bad = statuses.flat().filter((status) => status !== 200)
    wrong += bad.length
    const seen = (await portal.databricks.requests()).length - calls
    console.log(
      JSON.stringify({ storm: what, ...timesOf(pages), callsOfTheWorkspace: seen, otherThan200: bad.length }),
    )
  }
} finally {
  await portal.close()
}
process.exitCode = wrong > 0 ? 1 : 0

function asked(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** Runs that last, of flows that the person has opened; answers the last one's id. */
async function pressSome({ browser }: Person): Promise<string> {
  let runId = ''
  for (const flow of numbers(RUNS_EACH)) runId = await sendForm(browser, await openFlow(browser, slugOf(flow)))
  return runId
}

/** What the portal remembers of the storm before, in its tables and in its memory, is gone. */
async function clearTheSky({ stack, databricks, database }: LoadedPortal): Promise<void> {
  await stack.portal.kill('SIGTERM')
  await databricks.clearFaults()
  await database.query('delete from workspace_budgets')
  await database.query('update poll_groups set due_at = now() where due_at is not null')
  await stack.portal.restart()
  await until(
    () => fetch(`${stack.portalUrl}/api/health/ready`).then(({ status }) => status),
    (status) => status === 200,
  )
}

/** A process that has just started has read nothing yet, and that is no storm's fault. */
async function warmUp({ crowd }: LoadedPortal): Promise<void> {
  const ways = ['/', `/flows/${slugOf(0)}`, '/runs']
  await Promise.all(crowd.flatMap(({ browser }) => ways.map(async (path) => (await browser.get(path)).text())))
}

/** One person presses the button again and again, beside those who look. */
async function pressAgain(person: Person | undefined, end: number): Promise<void> {
  while (person && performance.now() < end) {
    await sendForm(person.browser, await openFlow(person.browser, slugOf(0)))
    await pause(PRESS_EVERY_MS)
  }
}

/** As a person looks around. */
async function read(
  { browser }: Person,
  visit: Readonly<Record<string, string>>,
  pages: Map<string, number[]>,
  end: number,
): Promise<number[]> {
  const statuses: number[] = []
  while (performance.now() < end) {
    for (const [page, path] of Object.entries(visit)) {
      const began = performance.now()
      const answer = await browser.get(path)
      await answer.text()
      statuses.push(answer.status)
      pages.set(page, [...(pages.get(page) ?? []), performance.now() - began])
      await pause(REST_MS)
    }
  }
  return statuses
}

function timesOf(pages: ReadonlyMap<string, readonly number[]>) {
  const all = [...pages.values()].flat()
  const each = [...pages].map(([page, times]) => [`${page}P95Ms`, percentile(times, 0.95)])
  return { pages: all.length, p50Ms: percentile(all, 0.5), p95Ms: percentile(all, 0.95), ...Object.fromEntries(each) }
}
