import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres } from '@/tests/support/postgres'
import { StatementCounter } from '@/tests/support/statement-counter'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { startTcpProxy, type TcpProxy } from '@/tests/support/tcp-proxy'
import type { PlainBrowser } from './plain-browser'
import { portalOfTest } from './portal-of-test'

/** design.md 7 */
const MOST_STATEMENTS = 6
const LONG_MS = 240_000
/** These show what the workspace says at the moment. */
const LOOKS_AT_THE_WORKSPACE =
  /^\/workspace|\/job-runs$|\/notebook\?|^\/make\/flows\/(new|[^/]+\?part=job|[^/]+\/(test|step))$/

const EXPORT = 'GET /api/2.2/jobs/runs/export'

/** A portal whose loops do not run, so that each statement is a page's. */
describe.skipIf(!hasPostgres())('what a page costs', () => {
  const counters: StatementCounter[] = []
  let proxy: TcpProxy
  let user: PlainBrowser
  let admin: PlainBrowser
  let maker: PlainBrowser
  /** Of the database, without the count. */
  let direct: string

  const portal = portalOfTest(async () => {
    direct = await emptyPostgresUrl()
    const database = new URL(direct)
    proxy = await startTcpProxy(Number(database.port), () => {
      const counter = new StatementCounter()
      counters.push(counter)
      return (bytes) => counter.read(bytes)
    })
    database.port = String(proxy.port)
    return { databaseUrl: database.href, env: { LAKEPORT_ROLE: 'web' } }
  })
  afterAll(() => proxy.close())

  beforeAll(async () => {
    user = portal().open()
    admin = portal().open()
    maker = portal().open()
    await maker.signIn('maker@contoso.example')
    await user.signIn('user@contoso.example')
    await admin.signIn('admin@contoso.example')
    await portal().stack.addHistory(6)
    await leaveResults(direct)
  }, LONG_MS)

  const idOf = (path: string) => path.split('/').at(-1)
  const personOfUser = async () => {
    const list = await (await admin.get('/admin/people?q=user%40')).text()
    return /href="(\/admin\/people\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? ''
  }

  const statements = () => counters.reduce((sum, { count }) => sum + count, 0)
  const callsToDatabricks = async () => (await portal().databricks.requests()).length

  /**
   * The cheapest of three views after the first: the first one of a flow by a person asks the workspace whose rights its
   * code has, and what the process does for itself meanwhile is no cost of the page.
   */
  async function costOf(browser: PlainBrowser, path: string) {
    expect((await browser.get(path)).status, path).toBe(200)
    const views: { statements: number; calls: number }[] = []
    for (let view = 0; view < 3; view += 1) {
      const [before, callsBefore] = [statements(), await callsToDatabricks()]
      expect((await browser.get(path)).status, path).toBe(200)
      views.push({ statements: statements() - before, calls: (await callsToDatabricks()) - callsBefore })
    }
    const cheapest = (of: 'statements' | 'calls') => Math.min(...views.map((view) => view[of]))
    return { statements: cheapest('statements'), calls: cheapest('calls') }
  }

  it(
    'is at most six statements and no call of the workspace, or one where it shows the workspace, however many runs there are',
    async () => {
      const listed = (await (await user.get('/runs')).text()).matchAll(/href="(\/runs\/[0-9a-f-]{36})"/g)
      const [run = '', other = ''] = new Set([...listed].map(([, path = '']) => path))
      const [, result = ''] =
        /href="(\/runs\/[^"]*\/output\?task=\w+)"/.exec(await (await user.get(run)).text()) ?? []
      const views = [{ type: 'NOTEBOOK', name: 'any', content: '<p>any</p>' }]
      await portal().databricks.addFault({ match: EXPORT, times: 1_000, status: 200, body: { views } })
      const pages: [PlainBrowser, string][] = [
        [user, '/'],
        [user, '/flows/refresh-sales'],
        [user, '/runs'],
        [user, '/runs/figures'],
        [user, '/flows/refresh-sales/job-runs'],
        [admin, '/admin/runs/figures?days=90&flow=refresh-sales'],
        [user, '/runs?status=Failed&q=sales'],
        [user, run],
        [admin, '/admin/runs'],
        [admin, '/admin/runs?person=user&workspace=azure-databricks&status=Failed&atLeast=1s&q=sales&error=nowhere'],
        [admin, '/admin/sign-ins'],
        [admin, '/admin/sign-ins?user=user&result=success&q=user2'],
        [user, '/sign-ins'],
        [user, result],
        [user, `${run}/proof`],
        [user, `${run}/notebook?attempt=${await leaveNotebook(direct, idOf(run))}`],
        [user, `${run}/support`],
        [user, `/runs/compare?a=${idOf(run)}&b=${idOf(other)}`],
        [admin, '/admin/people'],
        [admin, '/admin/people?q=user'],
        [admin, await personOfUser()],
        [admin, `${await personOfUser()}/home`],
        [admin, `${await personOfUser()}/access?flow=refresh-sales`],
        [admin, '/admin/settings'],
        [admin, '/admin/settings?part=storage'],
        [admin, '/admin/audit'],
        [admin, '/admin/audit?actor=user&action=run.start'],
        [admin, '/admin/audit/1'],
        [admin, '/make/connectors'],
        [admin, '/make/connectors/azure-databricks'],
        [admin, '/make/connectors/azure-databricks/security'],
        [admin, '/make/connectors/azure-databricks/definition'],
        [admin, '/make/connectors/azure-databricks/test'],
        [admin, '/make/connectors/azure-databricks/versions'],
        [user, '/help'],
        [maker, '/make/flows'],
        [maker, '/make/flows/new'],
        [maker, '/make/flows/refresh-sales'],
        ...['fields', 'job', 'people', 'failures', 'versions'].map((part): [PlainBrowser, string] => [
          maker,
          `/make/flows/refresh-sales?part=${part}`,
        ]),
        [maker, '/make/flows/refresh-sales/test'],
        [maker, '/make/flows/refresh-sales/step'],
        [user, '/connections'],
        [user, '/connections/azure-databricks/delete'],
        [admin, '/connections?all=1'],
        [admin, '/connections/revoke?connector=azure-databricks'],
        [user, '/runs/bulk?do=cancel'],
        [user, '/notices'],
        [user, '/notices/settings'],
        [user, '/notices/settings?flow=refresh-sales'],
        [user, '/schedules'],
        [user, `${run}/schedule`],
        [admin, '/schedules?all=1'],
        [user, '/workspace'],
        [user, '/workspace?tab=clusters'],
      ]
      const costs = async () => {
        const found = new Map<string, { statements: number; calls: number }>()
        for (const [browser, path] of pages) found.set(path, await costOf(browser, path))
        return found
      }
      const withFew = await costs()
      for (const [path, { statements: count, calls }] of withFew) {
        expect.soft(count, path).toBeGreaterThan(0)
        expect.soft(count, path).toBeLessThanOrEqual(MOST_STATEMENTS)
        expect.soft(calls, path).toBe(LOOKS_AT_THE_WORKSPACE.test(path) ? 1 : 0)
      }
      await portal().stack.addHistory(300)
      expect(await costs()).toEqual(withFew)
      console.info('statements:', [...withFew].map(([path, cost]) => `${path} ${cost.statements}`).join(', '))
    },
    LONG_MS,
  )
})

/** Runs of the history that is put in have left nothing; a page that shows a result needs one. */
async function leaveResults(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(
    `update tasks set output_text = '[{"n":1},{"n":2}]', output = '{"kind":"text","text":"2","truncated":true}'`,
  )
  await client.end()
}

/** The workspace does not know runs of the history either. Answers its id of an attempt of a notebook. */
async function leaveNotebook(databaseUrl: string, runId = ''): Promise<string> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: string }>(
    `update tasks set kind = 'notebook_task'
      where step_id in (select id from run_steps where run_id = $1) returning databricks_run_id as id`,
    [runId],
  )
  await client.end()
  return rows[0]?.id ?? ''
}
