import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { inParallel } from '@/lib/in-parallel'
import { percentile } from '../bench/percentile.ts'
import { openFlow, sendForm } from '../integration/http/press.ts'
import { until } from '../support/until.ts'
import { RUNS_OF_A_JOB, slugOf } from './flow.ts'
import { type LoadedPortal, numbers, type Person, startLoaded } from './loaded-portal.ts'

const PEOPLE = 100
const PRESSING_AT_ONCE = 12
const DAY_MS = 86_400_000
const LOOK_MS = 10_000
/** While the runs are being started; what is measured is measured with the portal's own limit. */
const QUICK = { LAKEPORT_CALLS_PER_SECOND: '1000' }
const HANDED_OVER_WITHIN_MS = 1_800_000

/** `count` runs that do not end, of a hundred people, followed by one process for so many minutes with nobody looking. */
export async function followActiveRuns(count: number, minutes: number) {
  const flows = Math.ceil(count / RUNS_OF_A_JOB) + 1
  const portal = await startLoaded({ people: PEOPLE, flows, durationMs: DAY_MS, env: QUICK })
  try {
    await startRuns(portal, count, flows)
    await portal.stack.portal.kill('SIGTERM')
    await portal.stack.portal.restart({ LAKEPORT_CALLS_PER_SECOND: '15' })
    return await watch(portal, minutes)
  } finally {
    await portal.close()
  }
}

async function startRuns({ crowd, database }: LoadedPortal, count: number, flows: number): Promise<void> {
  const each = Math.ceil(count / crowd.length)
  const pressAll = async (person: Person) => {
    for (const number of numbers(each)) {
      await sendForm(person.browser, await openFlow(person.browser, slugOf(number % flows)))
    }
  }
  const running = until(
    () => activeRuns(database),
    (active) => {
      process.stderr.write(`\r${active} runs are under way`)
      return active >= each * crowd.length
    },
    String,
    HANDED_OVER_WITHIN_MS,
  )
  await Promise.all([running, inParallel(crowd, PRESSING_AT_ONCE, pressAll)])
  process.stderr.write('\n')
}

async function activeRuns(database: LoadedPortal['database']): Promise<number> {
  await pause(1_000)
  const { rows } = await database.query<{ runs: number }>(
    "select count(*)::int as runs from runs where state in ('submitted', 'running')",
  )
  return rows[0]?.runs ?? 0
}

interface Look {
  /** Since the workspace last answered about a run, seconds. */
  readonly ageP95S: number
  readonly ageMaxS: number
  readonly residentMb: number
  readonly calls: number
}

async function watch({ stack, databricks, database }: LoadedPortal, minutes: number) {
  const active = await activeRuns(database)
  const looks: Look[] = []
  let sequence = await lastSequence(databricks)
  const began = performance.now()
  while (performance.now() - began < minutes * 60_000) {
    await pause(LOOK_MS)
    const requests = await databricks.requests(sequence)
    sequence = requests.at(-1)?.sequence ?? sequence
    looks.push({ ...(await ages(database)), residentMb: residentMb(stack.portal.pid), calls: requests.length })
    console.error(JSON.stringify(looks.at(-1)))
  }
  const seconds = (performance.now() - began) / 1_000
  const calls = looks.reduce((sum, look) => sum + look.calls, 0)
  const settled = looks.slice(Math.ceil(60_000 / LOOK_MS)) // the first minute catches up with the restart
  const memory = settled.map((look) => look.residentMb)
  const third = Math.ceil(memory.length / 3)
  return {
    activeRuns: active,
    people: PEOPLE,
    minutes,
    callsPerSecond: Math.round((10 * calls) / seconds) / 10,
    mostCallsInASecondOf10S: Math.max(...looks.map((look) => look.calls)) / (LOOK_MS / 1_000),
    statusAgeP95S: percentile(
      settled.map(({ ageP95S }) => ageP95S),
      0.95,
    ),
    statusAgeMaxS: Math.max(...settled.map(({ ageMaxS }) => ageMaxS)),
    memoryMbFirstThird: percentile(memory.slice(0, third), 0.5),
    memoryMbLastThird: percentile(memory.slice(-third), 0.5),
    memoryMbMost: Math.max(...memory),
  }
}

async function lastSequence(databricks: LoadedPortal['databricks']): Promise<number> {
  return (await databricks.requests()).at(-1)?.sequence ?? 0
}

async function ages(database: LoadedPortal['database']) {
  const { rows } = await database.query<{ ageP95S: number; ageMaxS: number }>(`
    select round(percentile_cont(0.95) within group (order by age)::numeric, 1)::float8 as "ageP95S",
           round(max(age)::numeric, 1)::float8 as "ageMaxS"
      from (select extract(epoch from now() - coalesce(followed_at, created_at)) as age
              from runs where state in ('submitted', 'running')) as ages`)
  return rows[0] ?? { ageP95S: 0, ageMaxS: 0 }
}

function residentMb(pid: number): number {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m) ?? []
  return Math.round(Number(kilobytes) / 1_024)
}
