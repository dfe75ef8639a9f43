import type { Stack } from '../support/stack.ts'
import { definitionWithMore } from './connectors-made.ts'
import type { People } from './run-states.ts'
import type { Walker } from './walker.ts'

export interface Journey {
  readonly name: string
  readonly as: keyof People
  readonly walk: (by: Walker, stack: Stack) => Promise<void>
}

const PING_JOB = '410000000000006'

/** What people come for, from Home to the end of it. */
export const JOURNEYS: readonly Journey[] = [
  { name: 'A user presses a button and reads its result', as: 'user', walk: pressAndRead },
  { name: 'A user finds out why a run failed', as: 'user', walk: seeFailure },
  { name: 'A maker turns a job into a button for colleagues', as: 'maker', walk: makeFlow },
  { name: 'A maker adds a statement as a second step', as: 'maker', walk: makeSteps },
  { name: 'A maker makes a button that asks for a file', as: 'maker', walk: makeFileFlow },
  { name: 'A user makes a schedule of a run', as: 'user', walk: makeSchedule },
  { name: 'An Admin makes a connector from blank, up to Status 200', as: 'admin', walk: makeConnector },
  { name: 'An Admin imports a connector from a file', as: 'admin', walk: importConnector },
  { name: 'A user deletes their connection and connects again', as: 'user2', walk: reconnect },
  { name: 'Somebody without the right reads why the button is grey', as: 'outsider', walk: readObstacle },
  { name: 'An Admin finds everybody’s failed runs', as: 'admin', walk: findFailed },
]

async function pressAndRead(by: Walker): Promise<void> {
  await by.screen('home')
  await by.click('link', /^Ping the lakehouse/)
  await by.reads(by.page.getByRole('button', { name: 'Run flow' }))
  await by.screen('flow')
  await by.click('button', 'Run flow')
  await by.reads(by.page.getByRole('status', { name: 'Run status' }).filter({ hasText: /^Succeeded$/ }))
  await by.screen('run-succeeded')
}

async function seeFailure(by: Walker): Promise<void> {
  await by.click('link', /^Import supplier invoices/)
  await by.reads(by.page.getByRole('button', { name: 'Run flow' }))
  await by.screen('flow-with-form')
  await by.click('button', 'Run flow')
  await by.reads(by.page.getByRole('status', { name: 'Run status' }).filter({ hasText: /^Failed$/ }))
  await by.reads('What to do')
  await by.screen('run-failed')
  await by.click('link', 'My runs')
  await by.reads(by.page.getByRole('heading', { level: 1, name: 'My runs' }))
  await by.screen('my-runs')
}

async function makeFlow(by: Walker): Promise<void> {
  await by.click('link', 'Flows')
  await by.reads(by.page.getByRole('link', { name: 'New flow' }))
  await by.screen('flows')
  await by.click('link', 'New flow')
  await by.reads(by.page.getByRole('button', { name: /^Make a flow from/ }).first())
  await by.screen('new-flow')
  await takeJob(by, 'Ping the lakehouse')
  await by.screen('flow-draft')
  await publishForUsers(by)
  await by.screen('flow-published')
}

async function takeJob(by: Walker, job: string): Promise<void> {
  await by.click('button', `Make a flow from ${job}`)
  await by.reads(by.page.getByRole('button', { name: 'Publish', exact: true }))
}

async function publishForUsers(by: Walker): Promise<void> {
  await by.click('link', 'People')
  await by.reads('Who may press it')
  await by.tick('User of this portal')
  await by.click('button', 'Save')
  await by.reads('Saved in the draft.')
  await by.screen('flow-people')
  await by.click('button', 'Publish')
  await by.reads('Published as version')
}

async function makeSteps(by: Walker): Promise<void> {
  await by.click('link', 'Flows')
  await by.click('link', 'New flow')
  await takeJob(by, 'Refresh sales figures')
  await by.click('link', 'Job')
  await by.click('link', 'Add a step')
  await by.reads(by.page.getByRole('button', { name: 'Add a SQL statement' }))
  await by.screen('step-to-pick')
  await by.click('button', 'Add a SQL statement')
  await by.reads(by.page.getByRole('textbox', { name: 'Statement' }))
  await by.choose('Warehouse', 'Sales analytics')
  await by.type('Statement', 'SELECT count(*) AS orders FROM orders WHERE region = :region')
  await by.click('button', 'Save')
  await by.reads('Saved in the draft.')
  await by.screen('flow-steps')
  await publishForUsers(by)
}

async function makeFileFlow(by: Walker): Promise<void> {
  await by.click('link', 'Flows')
  await by.click('link', 'New flow')
  await takeJob(by, 'Publish price list')
  await by.click('link', 'Fields')
  await by.click('link', 'Price list')
  await by.choose('Type', 'File')
  await by.type('Folder of a volume', '/Volumes/finance/inbound/uploads')
  await by.tick('Has to be filled in')
  await by.click('button', 'Save')
  await by.reads('Saved in the draft.')
  await by.screen('field-for-a-file')
  await publishForUsers(by)
  await by.click('link', 'Open the button')
  await by.reads(by.page.getByRole('button', { name: 'Run flow' }))
  await by.screen('flow-with-a-file')
}

async function makeSchedule(by: Walker): Promise<void> {
  await by.click('link', /^Refresh sales figures/)
  await by.click('button', 'Run flow')
  await by.reads(by.page.getByRole('status', { name: 'Run status' }))
  await by.click('link', 'Schedule')
  await by.reads('When it runs')
  await by.choose('Repeat', 'weekdays')
  await by.tick('I agree that this flow runs as me')
  await by.screen('run-to-be-scheduled')
  await by.click('button', 'Start the schedule')
  await by.reads('The schedule is on.')
  await by.screen('schedules')
}

async function importConnector(by: Walker, { databricksUrl }: Stack): Promise<void> {
  await by.click('link', 'Connectors')
  await by.click('link', 'Import a connector')
  await by.reads(by.page.getByRole('button', { name: 'Import', exact: true }))
  await by.screen('connector-import')
  await by.attach('apiDefinition.swagger.json', 'a.json', definitionWithMore(databricksUrl))
  await by.click('button', 'Import')
  await by.reads('info.contact')
  await by.screen('connector-import-told')
  await by.tick('Yes, import it without these')
  await by.click('button', 'Import')
  await by.reads(by.page.getByRole('link', { name: 'List jobs' }))
  await by.screen('connector-imported')
}

async function makeConnector(by: Walker, { databricksUrl }: Stack): Promise<void> {
  await by.click('link', 'Connectors')
  await by.reads(by.page.getByRole('link', { name: 'New connector' }))
  await by.screen('connectors')
  await by.click('link', 'New connector')
  await by.type('Name', 'Lakehouse')
  await by.click('button', 'Next')
  await by.tick('HTTP, for an emulator')
  await by.tick('None yet')
  await by.type('Description', 'Starts jobs.')
  await by.type('Host', new URL(databricksUrl).host)
  await by.screen('connector-general')
  await by.click('button', 'Create connector')
  await by.reads('Saved as version 1.')
  await by.screen('connector-security')
  await by.click('link', 'Next: Definition')
  await by.click('link', 'New action')
  await describeAction(by)
  await by.click('link', 'Next: Test')
  await by.tick('Run a job')
  await by.click('button', 'Choose operation')
  await by.type('job_id', PING_JOB)
  await by.tick('Yes, really start a run of this job')
  await by.click('button', 'Test operation')
  await by.reads('Status 200')
  await by.screen('connector-test')
}

/** A request and an answer as samples: the portal writes the rest. */
async function describeAction(by: Walker): Promise<void> {
  await by.reads(by.page.getByRole('button', { name: 'Import' }))
  await by.type('Summary', 'Run a job')
  await by.type('Operation ID', 'RunJobNow')
  await by.choose('Verb', 'post')
  await by.type('URL', 'https://adb-1.2.azuredatabricks.net/api/2.2/jobs/run-now')
  await by.type('Body, as sent', `{"job_id": ${PING_JOB}}`)
  await by.type('Body of the answer, as it came', '{"run_id": 7}')
  await by.screen('connector-definition')
  await by.click('button', 'Import')
  await by.reads('Saved as version 2.')
}

async function reconnect(by: Walker): Promise<void> {
  await by.page.goto('/flows/ping-lakehouse') // the first look at a flow connects
  await by.click('link', 'Connections')
  await by.reads(/^Connected as/)
  await by.screen('connections')
  await by.click('link', 'Delete the connection to Azure Databricks')
  await by.reads('Delete your connection to Azure Databricks?')
  await by.screen('connection-delete')
  await by.click('button', 'Delete connection')
  await by.reads('Your connection is deleted.')
  await by.screen('connection-deleted')
  await by.click('button', 'Connect to Azure Databricks')
  await by.click('button', 'Sign in with Microsoft')
  await by.reads(/^Connected as/)
}

async function readObstacle(by: Walker): Promise<void> {
  await by.click('link', /^Ping the lakehouse/)
  await by.reads(by.page.getByRole('main').getByRole('alert'))
  await by.screen('flow-with-obstacle')
}

async function findFailed(by: Walker): Promise<void> {
  await by.click('link', 'All runs')
  await by.reads(by.page.getByRole('heading', { level: 1, name: 'All runs' }))
  await by.screen('all-runs')
  await by.choose('Status', 'Failed')
  await by.reads(by.page.getByRole('cell', { name: 'Failed' }).first())
  await by.screen('all-runs-failed')
}
