import type { Page } from 'playwright'
import { runStatus } from '../support/run-pages.ts'
import type { People, RunPaths } from './run-states.ts'

/** One page in one state. */
export interface Stop {
  readonly name: string
  readonly path: string
  /** Nobody, where it is not said: somebody who is not signed in. */
  readonly as?: keyof People
  /** What the server answers, if not 200. */
  readonly status?: number
  /** What a form is answered with that is not to be sent so: the browser says it on the console. */
  readonly refused?: number
  /** What a person does there before the page is in the state that is meant. */
  readonly act?: (page: Page) => Promise<void>
  /** A state that there is at one width alone. */
  readonly only?: 'desktop' | 'phone'
}

export type StatesOfRuns = RunPaths & Readonly<Record<'refused' | 'notWatched' | 'waiting', string>>

const UNKNOWN_RUN = '/runs/00000000-0000-7000-8000-000000000000'
const AN_ID = '00000000-0000-4000-8000-00000000c0de'

/** What shows no run, and so waits for none. */
export function stopsWithoutRuns(): readonly Stop[] {
  return [...withoutSignIn(), ...nowhere()]
}

/** What everybody has, in every state of it. */
export function stopsOf(runs: StatesOfRuns): readonly Stop[] {
  return [
    ...home(),
    ...flows(runs),
    ...runPages(runs),
    ...histories(),
    ...workspaces(),
    ...connections(),
    ...overlays(),
    ...schedules(runs),
    ...manyRuns(runs),
  ]
}

function withoutSignIn(): Stop[] {
  return [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'signed out', path: '/sign-in?signedOut=1' },
    { name: 'sign in again', path: '/sign-in?again=1&login_hint=user%40contoso.example', as: 'user' },
    { name: 'no role', path: `/auth-error?code=no_role&id=${AN_ID}` },
    { name: 'not set up', path: `/auth-error?code=configuration&detail=AADSTS7000215&id=${AN_ID}` },
    { name: 'declined', path: '/auth-error?code=declined&detail=AADSTS65004', act: openDetails },
    { name: 'sign-in that took too long', path: '/auth-error?code=try_again' },
    { name: 'help', path: '/help' },
    { name: 'help, signed in', path: '/help', as: 'user' },
  ]
}

function home(): Stop[] {
  return [
    { name: 'home with favourites and runs', path: '/', as: 'user' },
    { name: 'home at first', path: '/', as: 'admin' },
    { name: 'home with a broken connection', path: '/', as: 'maker' },
    { name: 'home, searched in vain', path: '/', as: 'user', act: searchInVain },
  ]
}

function flows(runs: StatesOfRuns): Stop[] {
  const again = `/flows/refresh-sales?from=${runs.succeeded.slice('/runs/'.length)}`
  return [
    { name: 'radio buttons, date, number, switch', path: '/flows/refresh-sales', as: 'user' },
    { name: 'text, checkboxes, long text', path: '/flows/monthly-close', as: 'user' },
    { name: 'JSON, secret', path: '/flows/import-invoices', as: 'user' },
    { name: 'date and time', path: '/flows/rebuild-forecast', as: 'user' },
    { name: 'a list to choose from', path: '/flows/publish-price-list', as: 'user' },
    { name: 'a flow without inputs or runs', path: '/flows/ping-lakehouse', as: 'admin' },
    { name: "an earlier run's inputs", path: again, as: 'user' },
    { name: 'a form with errors', path: '/flows/monthly-close', as: 'user', act: sendNonsense },
  ]
}

const idIn = (path: string) => path.split('/').at(-1) ?? ''

function runPages(runs: StatesOfRuns): Stop[] {
  return [
    { name: 'run with a table', path: runs.succeeded, as: 'user' },
    { name: 'run of several tasks', path: runs.severalTasks, as: 'user', act: openDetails },
    { name: 'failed run', path: runs.failed, as: 'user', act: openDetails },
    { name: 'run at work', path: runs.running, as: 'user' },
    { name: 'all of a table', path: `${runs.succeeded}/output?task=refresh_sales&sort=1`, as: 'user' },
    { name: 'a chart', path: `${runs.succeeded}/output?task=refresh_sales&view=chart`, as: 'user' },
    { name: 'all of a log', path: `${runs.succeeded}/output?task=refresh_sales&view=text`, as: 'user' },
    { name: 'a notebook', path: `${runs.succeeded}?task=refresh_sales`, as: 'user', act: openNotebook },
    { name: 'two runs compared', path: `/runs/compare?a=${idIn(runs.failed)}&b=${idIn(runs.succeeded)}`, as: 'user' },
    { name: 'runs of a job', path: '/flows/ping-lakehouse/job-runs', as: 'user' },
    { name: 'my runs in figures', path: '/runs/figures', as: 'user' },
    { name: 'no two runs to compare', path: '/runs/compare', as: 'user' },
    { name: 'a run for support', path: `${runs.failed}/support`, as: 'user' },
    { name: 'proof of a run', path: `${runs.severalTasks}/proof`, as: 'user' },
    { name: 'proof of a refused press', path: `${runs.refused}/proof`, as: 'admin' },
    { name: 'queued run', path: runs.queued, as: 'user' },
    { name: 'cancelled run', path: runs.cancelled, as: 'user' },
    { name: 'refused cancel', path: `${runs.cancelled}?problem=conflict`, as: 'user' },
    { name: 'refused press', path: runs.refused, as: 'outsider' },
    { name: 'unwatched run', path: runs.notWatched, as: 'maker' },
    { name: 'graph of a run, with a task', path: `${runs.severalTasks}?view=graph`, as: 'user', act: openTask },
    { name: 'notices', path: '/notices', as: 'user' },
    { name: 'settings of notices', path: '/notices/settings', as: 'user' },
    { name: 'notices of a flow', path: '/notices/settings?flow=refresh-sales', as: 'user' },
    { name: "somebody else's run", path: runs.notWatched, as: 'admin' },
    { name: 'waiting run', path: runs.waiting, as: 'user2' },
  ]
}

function schedules({ succeeded }: StatesOfRuns): Stop[] {
  return [
    { name: 'schedules, none yet', path: '/schedules', as: 'user2' },
    { name: 'a schedule that was not agreed to', path: `${succeeded}/schedule`, as: 'user', act: startUnagreed },
    { name: 'schedules', path: `${succeeded}/schedule`, as: 'user', act: startSchedule },
    { name: "everybody's schedules", path: '/schedules?all=1&done=ended', as: 'admin' },
  ]
}

/** The last ones change runs that others show. */
function manyRuns({ failed }: StatesOfRuns): Stop[] {
  const pings = '/runs/bulk?flow=ping-lakehouse'
  return [
    { name: 'no run to cancel', path: `${pings}&do=cancel`, as: 'user' },
    { name: 'runs to be cancelled', path: '/runs/bulk?do=cancel', as: 'user' },
    { name: 'runs to be repeated', path: `${pings}&do=again`, as: 'user' },
    { name: 'many runs, asked for', path: `${pings}&do=again`, as: 'user', act: runThemAgain },
    { name: 'a run that is repaired', path: failed, as: 'user', act: repair },
  ]
}

async function openTask(page: Page): Promise<void> {
  const graph = page.getByRole('group', { name: 'The tasks, each behind those that it waits for' })
  await graph.getByRole('link').last().click()
  await page.getByRole('region', { name: /^Task / }).waitFor()
}

async function openNotebook(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^Notebook as it ran/ })
    .first()
    .click()
  await page
    .getByRole('heading', { level: 2, name: /^Cell / })
    .first()
    .waitFor()
}

async function startUnagreed(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the schedule' }).click()
  await page.getByText('Without this nothing can run as you.').first().waitFor()
}

async function startSchedule(page: Page): Promise<void> {
  await page.getByLabel(/^I agree that this flow runs as me/).check()
  await page.getByRole('button', { name: 'Start the schedule' }).click()
  await page.getByText('The schedule is on. Its next time is below.').waitFor()
}

async function runThemAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Run \d+ runs? again$/ }).click()
  await page.getByText('done, 0 not done.').first().waitFor()
}

async function repair(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Repair run' }).click()
  await runStatus(page).filter({ hasNotText: 'Failed' }).waitFor()
}

function histories(): Stop[] {
  return [
    { name: 'My runs', path: '/runs', as: 'user' },
    { name: 'My runs, none fits', path: '/runs?q=nothing+of+this&status=Failed&from=2026-01-01', as: 'user' },
    { name: 'My runs, none at all', path: '/runs', as: 'admin' },
    { name: 'All runs', path: '/admin/runs', as: 'admin' },
    { name: 'all runs in figures', path: '/admin/runs/figures', as: 'admin' },
    { name: 'All runs, not permitted', path: '/admin/runs', as: 'user', status: 403 },
  ]
}

function connections(): Stop[] {
  return [
    { name: 'connections', path: '/connections', as: 'user', act: openDetails },
    { name: 'connections, tested', path: '/connections', as: 'user', act: testConnection },
    { name: 'connections, tested and refused', path: '/connections', as: 'outsider', act: testConnection },
    { name: 'connections, broken', path: '/connections', as: 'maker' },
    { name: 'connections, deleted', path: '/connections?done=deleted', as: 'user' },
    {
      name: 'connections, not made',
      path: `/connections?problem=other_account&of=azure-databricks&detail=AADSTS50105&id=${AN_ID}`,
      as: 'user',
    },
    { name: 'connections, made', path: '/connections?done=connected', as: 'user' },
    { name: 'delete a connection', path: '/connections/azure-databricks/delete', as: 'user' },
    { name: 'delete no connection', path: '/connections/nothing/delete', as: 'user', status: 404 },
    { name: "everybody's connections", path: '/connections?all=1&revoked=2', as: 'admin' },
    { name: "everybody's connections, not permitted", path: '/connections?all=1', as: 'user', status: 403 },
    { name: 'revoke all connections', path: '/connections/revoke?connector=azure-databricks', as: 'admin' },
  ]
}

async function testConnection(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Test/ }).click()
  await page
    .getByRole('main')
    .getByText(/It works|Your account is not in/)
    .waitFor()
}

function workspaces(): Stop[] {
  return [
    { name: 'workspace, jobs', path: '/workspace', as: 'user' },
    { name: 'workspace, warehouses', path: '/workspace?tab=warehouses', as: 'admin' },
    { name: 'workspace, clusters', path: '/workspace?tab=clusters', as: 'admin' },
    { name: 'workspace, nothing found', path: '/workspace?tab=clusters&q=nothing+of+this', as: 'user' },
    { name: 'workspace, nothing there', path: '/workspace?tab=warehouses', as: 'user2' },
    { name: 'workspace, no member', path: '/workspace', as: 'outsider' },
    { name: 'workspace, sign in again', path: '/workspace', as: 'maker' },
  ]
}

function nowhere(): Stop[] {
  return [
    { name: 'no such page', path: '/nowhere', status: 404 },
    { name: 'no such run', path: UNKNOWN_RUN, as: 'user', status: 404 },
    { name: 'a button that would not work', path: '/flows/refresh-sales', as: 'outsider' },
    { name: 'no such flow', path: '/flows/nothing', as: 'user', status: 404 },
  ]
}

function overlays(): Stop[] {
  return [
    { name: 'account', path: '/', as: 'user', act: (page) => page.getByRole('button', { name: /^Account/ }).click() },
    {
      name: 'drawer',
      path: '/',
      as: 'admin',
      only: 'phone',
      act: (page) => page.getByRole('button', { name: 'Open navigation' }).click(),
    },
  ]
}

async function openDetails(page: Page): Promise<void> {
  await page.locator('summary').first().click()
}

async function searchInVain(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search flows' }).fill('no flow has these words')
  await page.getByText('No flow fits these words.').waitFor()
}

/** Past the browser's own checks, as a program or an old browser might. */
async function sendNonsense(page: Page): Promise<void> {
  await page.locator('form:has([name="p.month"])').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await page.getByLabel('Month').fill('soon')
  await page.getByLabel('Contoso Ltd').uncheck()
  await page.getByLabel('Contoso GmbH').uncheck()
  await page.getByLabel('Tolerance').fill('-3')
  await page.getByRole('button', { name: 'Run flow' }).click()
  await page.getByText('The flow was not run. Please check:').waitFor()
}
