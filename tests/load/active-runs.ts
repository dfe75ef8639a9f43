import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { inParallel } from '@/lib/in-parallel'
import { percentile } from '../bench/percentile.ts'
import { openFlow, sendForm } from '../integration/http/press.ts'
import { until } from '../support/until.ts'
import { jobIdOf, jobOf, slugOf } from './flow.ts'
import { type LoadedPortal, numbers, type Person, startLoaded } from './loaded-portal.ts'

const PEOPLE = 100
const DAY_MS = 86_400_000
const LOOK_MS = 10_000
const AT_ONCE = 8
/** The emulator's administrator of the workspace, who may run every job. */
const ADMIN_TOKEN = 'dapi-demo-admin'

/**
 * `count` runs that do not end, of a hundred people who see their own job alone, followed by one process for so many
 * minutes with nobody looking. One run of each is pressed; the others are started beside the portal and put into its
 * tables, because what is measured is how they are followed.
 */
export async function followActiveRuns(count: number, minutes: number) {
  const portal = await startLoaded({ people: PEOPLE, flows: PEOPLE, durationMs: DAY_MS })
  try {
    const { databricks, crowd, stack } = portal
    const own = crowd.map(({ upn }, number) => jobOf(number, DAY_MS, upn))
    await databricks.putJobs({ jobs: own })
    const pressed = await inParallel([...crowd.entries()], AT_ONCE, pressOnce)
    await until(
      () => activeRuns(portal),
      (active) => active === PEOPLE,
      String,
      PRESSED_WITHIN_MS,
    )
    await stack.portal.kill('SIGTERM')
    for (const [number, runId] of pressed.entries()) await multiply(portal, number, runId, count / PEOPLE - 1)
    await stack.portal.restart()
    return await watch(portal, minutes)
  } finally {
    await portal.close()
  }
}

const PRESSED_WITHIN_MS = 300_000

async function pressOnce([number, { browser }]: [number, Person]): Promise<string> {
  return sendForm(browser, await openFlow(browser, slugOf(number)))
}

/** As many further runs of the same job at Databricks, and rows for them like that of the one that was pressed, but submitted just now. */
async function multiply(portal: LoadedPortal, number: number, runId: string, times: number): Promise<void> {
  const started = await inParallel(numbers(times), AT_ONCE, () => runNow(portal, number))
  const values = [runId, started.map(({ token }) => token), started.map(({ databricksRunId }) => databricksRunId)]
  const seed = 'unnest($2::uuid[], $3::text[]) as seed(id, run_id)'
  const like = (row: string, change: string) =>
    `jsonb_populate_record(${row}, jsonb_build_object('id', seed.id, ${change}))`
  await portal.database.query(
    `insert into runs overriding system value select (${like('runs', "'client_key', seed.id, 'submitted_at', now(), 'number', nextval(pg_get_serial_sequence('runs', 'number'))")}).*
       from runs cross join ${seed} where runs.id = $1 and seed.run_id <> ''`,
    values,
  )
  await portal.database.query(
    `insert into run_steps select (${like('run_steps', "'run_id', seed.id, 'databricks_run_id', seed.run_id, 'submitted_at', now(), 'started_at', null")}).*
       from run_steps cross join ${seed} where run_steps.run_id = $1`,
    values,
  )
}

async function runNow({ stack }: LoadedPortal, number: number) {
  const token = crypto.randomUUID()
  const answer = await fetch(`${stack.databricksUrl}/api/2.2/jobs/run-now`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: `{"job_id": ${jobIdOf(number)}, "idempotency_token": "${token}"}`,
  })
  const [, databricksRunId] = /"run_id": ?(\d+)/.exec(await answer.text()) ?? []
  if (!databricksRunId) throw new Error(`run-now answered ${answer.status}`)
  return { token, databricksRunId }
}

async function activeRuns({ database }: LoadedPortal): Promise<number> {
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

async function watch(portal: LoadedPortal, minutes: number) {
  const { stack, databricks, database } = portal
  const active = await activeRuns(portal)
  console.error(`${active} runs are under way`)
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
