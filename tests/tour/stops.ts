import type { Page } from 'playwright'
import type { People, RunPaths } from './run-states.ts'

/** One page in one state. */
export interface Stop {
  readonly name: string
  readonly path: string
  /** Nobody, where it is not said: somebody who is not signed in. */
  readonly as?: keyof People
  /** What the server answers, if not 200. */
  readonly status?: number
  /** What a person does there before the page is in the state that is meant. */
  readonly act?: (page: Page) => Promise<void>
  /** A state that there is at one width alone. */
  readonly only?: 'desktop' | 'phone'
}

export type StatesOfRuns = RunPaths & Readonly<Record<'refused' | 'notWatched' | 'waiting', string>>

const UNKNOWN_RUN = '/runs/00000000-0000-7000-8000-000000000000'
const AN_ID = '00000000-0000-4000-8000-00000000c0de'

/** The pages of makers and Admins: nobody's runs and tokens matter to them. */
export function stopsOfMakers(): readonly Stop[] {
  return [...connectors(), ...making()]
}

/** Every other page, in every state that it has. */
export function stopsOf(runs: StatesOfRuns): readonly Stop[] {
  return [
    ...withoutSignIn(),
    ...home(),
    ...flows(runs),
    ...runPages(runs),
    ...histories(),
    ...workspaces(),
    ...connections(),
    ...nowhere(),
    ...overlays(),
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

function runPages(runs: StatesOfRuns): Stop[] {
  return [
    { name: 'run with a table', path: runs.succeeded, as: 'user' },
    { name: 'run of several tasks', path: runs.severalTasks, as: 'user', act: openDetails },
    { name: 'failed run', path: runs.failed, as: 'user', act: openDetails },
    { name: 'run at work', path: runs.running, as: 'user' },
    { name: 'queued run', path: runs.queued, as: 'user' },
    { name: 'cancelled run', path: runs.cancelled, as: 'user' },
    { name: 'refused cancel', path: `${runs.cancelled}?problem=conflict`, as: 'user' },
    { name: 'refused press', path: runs.refused, as: 'outsider' },
    { name: 'unwatched run', path: runs.notWatched, as: 'maker' },
    { name: 'a run to be scheduled', path: `${runs.succeeded}/schedule`, as: 'user' },
    { name: 'schedules, none yet', path: '/schedules', as: 'user2' },
    { name: "everybody's schedules", path: '/schedules?all=1&done=ended', as: 'admin' },
    { name: "somebody else's run", path: runs.notWatched, as: 'admin' },
    { name: 'waiting run', path: runs.waiting, as: 'user2' },
  ]
}

function histories(): Stop[] {
  return [
    { name: 'My runs', path: '/runs', as: 'user' },
    { name: 'My runs, none fits', path: '/runs?q=nothing+of+this&status=Failed&from=2026-01-01', as: 'user' },
    { name: 'My runs, none at all', path: '/runs', as: 'admin' },
    { name: 'All runs', path: '/admin/runs', as: 'admin' },
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

function connectors(): Stop[] {
  const path = '/make/connectors/azure-databricks'
  return [
    { name: 'connectors', path: '/make/connectors', as: 'admin' },
    { name: 'connectors of a maker', path: '/make/connectors', as: 'maker' },
    { name: 'connectors, not permitted', path: '/make/connectors', as: 'user', status: 403 },
    { name: 'new connector', path: '/make/connectors/new', as: 'admin' },
    { name: 'import a connector', path: '/make/connectors/import', as: 'admin' },
    { name: 'versions of a connector', path: `${path}/versions`, as: 'admin' },
    { name: 'policies of a connector', path: `${path}/definition?view=policies`, as: 'admin' },
    { name: 'new policy', path: `${path}/definition?view=policies&new=setheader`, as: 'admin' },
    { name: 'service principal of a connector', path: `${path}/security?kind=service_principal`, as: 'admin' },
    { name: 'new connector, wrong host', path: '/make/connectors/new?name=Jobs', as: 'admin', act: createAnywhere },
    { name: 'connector, General', path, as: 'admin' },
    { name: 'connector, General, to read', path, as: 'maker' },
    { name: 'connector, Security', path: `${path}/security`, as: 'admin' },
    { name: 'connector, Security, a registration of its own', path: `${path}/security?kind=entra`, as: 'admin' },
    { name: 'connector, Security, Databricks OAuth', path: `${path}/security?kind=databricks`, as: 'admin' },
    {
      name: 'connector, Security, two secrets',
      path: '/make/connectors/new?name=Own',
      as: 'admin',
      act: giveSecrets,
    },
    { name: 'connector, Definition', path: `${path}/definition`, as: 'admin' },
    { name: 'connector, Definition, to read', path: `${path}/definition?action=RunJobNow`, as: 'maker' },
    { name: 'connector, an action', path: `${path}/definition?action=GetStatement`, as: 'admin' },
    { name: 'connector, a new action', path: `${path}/definition?action=`, as: 'admin' },
    { name: 'connector, a parameter', path: `${path}/definition?action=ListJobs&parameter=query.limit`, as: 'admin' },
    { name: 'connector as text', path: `${path}/definition?view=text`, as: 'admin' },
    { name: 'connector, Test', path: `${path}/test`, as: 'admin' },
    { name: 'connector, a test', path: `${path}/test?operation=GetJob`, as: 'admin', act: tryJob },
    { name: 'connector, a test not meant', path: `${path}/test?operation=RunJobNow`, as: 'admin', act: tryUnmeant },
    { name: 'checklist for Entra', path: `${path}/entra`, as: 'admin' },
  ]
}

function making(): Stop[] {
  const editor = '/make/flows/refresh-sales'
  return [
    { name: 'flows of a maker', path: '/make/flows', as: 'maker' },
    { name: 'flows, not permitted', path: '/make/flows', as: 'user', status: 403 },
    { name: 'jobs to make a flow from', path: '/make/flows/new', as: 'admin' },
    { name: 'jobs, none fits', path: '/make/flows/new?q=nothing+of+this', as: 'maker' },
    { name: 'details of a flow', path: editor, as: 'admin' },
    { name: 'fields of a flow', path: `${editor}?part=fields`, as: 'admin' },
    { name: 'a field of a flow', path: `${editor}?part=fields&field=region`, as: 'admin' },
    { name: 'job of a flow', path: `${editor}?part=job`, as: 'admin' },
    { name: 'statement of a flow', path: '/make/flows/new', as: 'admin', act: writeStatement },
    { name: 'a further step to pick', path: `${editor}/step`, as: 'admin' },
    { name: 'a step and its time limit', path: `${editor}?part=job&settings=1`, as: 'admin' },
    { name: 'steps of a flow', path: '/make/flows/new?q=ping', as: 'admin', act: writeSteps },
    { name: 'people of a flow', path: `${editor}?part=people&done=saved-at-once`, as: 'admin' },
    { name: 'advice of a flow', path: `${editor}?part=failures`, as: 'admin' },
    { name: 'versions of a flow', path: `${editor}?part=versions`, as: 'admin' },
    { name: 'a test run to be started', path: `${editor}/test`, as: 'admin' },
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

async function createAnywhere(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Host' }).fill('databricks.example')
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByText('Nothing was saved. Please check:').waitFor()
}

async function writeStatement(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Write a SQL statement instead' }).click()
  await page.getByLabel('Warehouse').selectOption('Sales analytics')
  await page.getByRole('textbox', { name: 'Statement' }).fill('SELECT * FROM orders WHERE region = :region')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved in the draft.').waitFor()
}

/** A job and a statement that would not change places. */
async function writeSteps(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await page.getByRole('link', { name: 'Job', exact: true }).click()
  await page.getByRole('link', { name: 'Add a step' }).click()
  await page.getByRole('button', { name: 'Add a SQL statement' }).click()
  await page.getByLabel('Warehouse').selectOption('Sales analytics')
  await page.getByRole('textbox', { name: 'Statement' }).fill('SELECT :found')
  await saveStep(page)
  await page.getByLabel(':found: where from').selectOption('What “Step 1” gave back')
  await saveStep(page)
  await page.getByRole('button', { name: 'Move SQL statement up' }).click()
  await page.getByText('would come after it').waitFor()
}

/** Until the page shows the draft as it was saved: what is done next is done to that. */
async function saveStep(page: Page): Promise<void> {
  const before = await page.locator('input[name="revision"]').first().inputValue()
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.locator(`input[name="revision"]:not([value="${before}"])`).first().waitFor({ state: 'attached' })
}

async function tryJob(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Job', exact: true }).fill('410000000000006')
  await page.getByRole('button', { name: 'Test operation' }).click()
  await page.getByText('Status 200').first().waitFor()
}

async function tryUnmeant(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Job', exact: true }).fill('410000000000006')
  await page.getByRole('button', { name: 'Test operation' }).click()
  await page.getByText('Nothing was sent. Please check:').waitFor()
}

/** Makes a connector with a registration of its own, and gives it a secret and the next one. */
async function giveSecrets(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill('adb-1.2.azuredatabricks.net')
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('link', { name: 'Entra ID, a registration of its own' }).click()
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill('e9c2b7d4-1f60-4a83-b5ce-70d8a4f61b92')
  await page.getByRole('button', { name: 'Update connector' }).click()
  for (const said of ['The secret was set.', 'The next secret was set: both work.']) {
    await page.getByLabel('Client secret', { exact: true }).fill(`secret-for-the-tour`)
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByText(said).waitFor()
  }
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
