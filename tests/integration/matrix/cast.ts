import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { hasPostgres } from '../../support/postgres'
import { until } from '../../support/until'
import type { PlainBrowser } from '../http/plain-browser'
import type { PortalOfTest } from '../http/portal-of-test'
import { pressFlow } from '../http/press'
import { flowOf, PING_JOB } from '../runs/sample-flows'
import { LONG_FLOW, putLongJob } from '../storms/long-job'
import { CONNECTORS, giveOwnRegistration, makeConnector, SLUGS } from './connectors-of-cast'

const ACCOUNTS = {
  user: 'user@contoso.example',
  'other user': 'user2@contoso.example',
  maker: 'maker@contoso.example',
  admin: 'admin@contoso.example',
  // These two have a live session that no longer means anything.
  'no role': 'norole@contoso.example',
  'other tenant': 'outsider@contoso.example',
} as const
/** The bearer has the user's session, and sends it as a bearer token in place of a cookie. */
export type Who = 'nobody' | 'bearer' | keyof typeof ACCOUNTS
const SESSION = 'next-auth.session-token'

/** The last two are made in the database, which has to be one that stands apart. */
export const EVERYBODY: readonly Who[] = hasPostgres()
  ? ['nobody', 'bearer', 'user', 'other user', 'maker', 'admin', 'no role', 'other tenant']
  : ['nobody', 'bearer', 'user', 'other user', 'maker', 'admin']

/** The object id of user@contoso.example. */
const USER = '00000000-0000-4000-8000-000000000001'
const audience = (roles: readonly string[], people: readonly string[] = []) => ({ audience: { roles, people } })
/** The user and the maker are in it. */
const FINANCE = { id: '00000000-0000-4000-a000-000000000001', name: 'Finance' }
/** The flow of the runs that everybody asks for; everybody may press it. */
export const FLOW_OF_RUNS = 'of-runs'
/** The object ids of maker@contoso.example and admin@contoso.example. */
const MAKER = '00000000-0000-4000-8000-000000000003'
const ADMIN = '00000000-0000-4000-8000-000000000004'
/** Each is made by one of them, and pressed by nobody. */
export const FLOW_OF_MAKER = 'of-maker'
export const FLOW_OF_ADMIN = 'of-admin'
export const OTHER_FLOW_OF_ADMIN = 'of-admin-too'
const madeBy = (maker: string) => ({ ...audience([]), makers: [maker] })
const FLOWS = [
  flowOf(FLOW_OF_RUNS, PING_JOB, audience(['Portal.User'])),
  LONG_FLOW,
  flowOf('for-users', PING_JOB, audience(['Portal.User'])),
  flowOf('for-makers', PING_JOB, audience(['Portal.Maker'])),
  flowOf('for-admins', PING_JOB, audience(['Portal.Admin'])),
  flowOf('for-one', PING_JOB, audience([], [USER])),
  flowOf('for-group', PING_JOB, { audience: { roles: [], people: [], groups: [FINANCE] } }),
  flowOf('for-nobody', PING_JOB, audience([])),
  flowOf(FLOW_OF_MAKER, PING_JOB, madeBy(MAKER)),
  flowOf(FLOW_OF_ADMIN, PING_JOB, madeBy(ADMIN)),
  flowOf(OTHER_FLOW_OF_ADMIN, PING_JOB, madeBy(ADMIN)),
]

/** The path of a file with one flow for each kind of audience. */
export function writeFlows(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lakeport-matrix-')), 'flows.json')
  writeFileSync(path, JSON.stringify({ flows: FLOWS }))
  return path
}

/** Who has runs that the others ask for: each of them and nobody else owns theirs, whatever their role. */
export type Owner = 'user' | 'admin'

export interface EndedRun {
  readonly id: string
  readonly number: string
  readonly taskKey: string
  /** Databricks' id of the task's one attempt, a notebook. */
  readonly attempt: string
}

/** Everybody's browser, finished runs of two of them, and one of the user's that goes on for an hour. */
export interface Cast {
  readonly browsers: Readonly<Record<Who, PlainBrowser>>
  readonly runs: Readonly<Record<Owner, EndedRun>>
  readonly longRunId: string
}

/** Ping as a notebook, which can be exported. */
const NOTEBOOK_JOB = {
  job_id: PING_JOB,
  settings: {
    ...{ name: 'Ping', max_concurrent_runs: 10, queue: { enabled: true } },
    tasks: [{ task_key: 'ping', notebook_task: { notebook_path: '/Shared/ping' } }],
  },
  script: { tasks: { ping: { setupMs: 800, durationMs: 2_600, cleanupMs: 300, result: 'pong' } } },
}

export async function assemble(portal: PortalOfTest): Promise<Cast> {
  await portal.entra.patchUser(ACCOUNTS['no role'], { roles: ['Portal.User'] })
  const entries = EVERYBODY.map(async (who) => {
    const browser = portal.open()
    if (who in ACCOUNTS) await browser.signIn(ACCOUNTS[who as keyof typeof ACCOUNTS])
    return [who, browser] as const
  })
  const browsers = Object.fromEntries(await Promise.all(entries)) as Cast['browsers']
  browsers.bearer.headers.authorization = `Bearer ${browsers.user.cookies.get(SESSION)}`
  if (hasPostgres()) await takeAway(portal)
  await portal.databricks.putJobs(NOTEBOOK_JOB)
  const [user, admin] = await Promise.all([runOf(portal, browsers.user), runOf(portal, browsers.admin)])
  await putLongJob({ databricks: () => portal.databricks })
  for (const name of CONNECTORS) await makeConnector(browsers.admin, name, portal.databricks.url)
  await giveOwnRegistration(browsers.admin, SLUGS[0])
  return { browsers, runs: { user, admin }, longRunId: await pressFlow(browsers.user, LONG_FLOW.slug) }
}

async function runOf({ databricks }: PortalOfTest, browser: PlainBrowser): Promise<EndedRun> {
  const id = await pressFlow(browser, FLOW_OF_RUNS)
  await databricks.advanceClock(60_000)
  const look = async () => {
    await browser.get(`/api/runs/${id}`) // a page that is open asks so, and is followed at the quick pace
    return (await browser.get(`/runs/${id}`)).text()
  }
  const page = await until(
    look,
    (text) => text.includes('/output?task='),
    (text) => /<title>[^<]*/.exec(text)?.[0] ?? '',
  )
  const [, number = ''] = /\bRun (\d+)\b/.exec(page) ?? []
  const [, taskKey = ''] = /output\?task=(\w+)/.exec(page) ?? []
  const [, attempt = ''] =
    /notebook\?attempt=(\d+)/.exec(await (await browser.get(`/runs/${id}?task=${taskKey}`)).text()) ?? []
  return { id, number, taskKey, attempt }
}

/** One has lost every role, another belongs to a tenant that is not ours; their sessions are still there. */
async function takeAway(portal: PortalOfTest): Promise<void> {
  await ask(portal, "update people set roles = '[]' where user_name = $1", [ACCOUNTS['no role']])
  await ask(portal, 'update people set tenant_id = $2 where user_name = $1', [ACCOUNTS['other tenant'], USER])
}

/** Asks the portal's database itself. */
export async function ask<Row>(
  { stack }: PortalOfTest,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: stack.env.DATABASE_URL })
  await client.connect()
  try {
    return (await client.query(text, [...values])).rows
  } finally {
    await client.end()
  }
}
