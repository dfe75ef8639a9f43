import type { Page } from 'playwright'
import { importWithMore, makeApp, makeConnection, makePrincipal, setHeader } from './connectors-made.ts'
import type { Stop } from './stops.ts'

/** The pages of Admins: connectors, people and logs. The last of them make connectors that the others would list. */
export function stopsOfAdmins(databricksUrl: string): readonly Stop[] {
  return [...connectors(), ...logs(), ...madeConnectors(databricksUrl)]
}

function madeConnectors(databricksUrl: string): Stop[] {
  const at = (name: string) => ({ path: `/make/connectors/new?name=${name}`, as: 'admin' as const })
  return [
    {
      ...{ name: 'import of a connector, told what is left out', path: '/make/connectors/import', as: 'admin' },
      act: (page) => importWithMore(page, databricksUrl),
    },
    {
      ...{ name: 'an app that was made, and the published ones', ...at('Sales') },
      act: (page) => makeApp(page, databricksUrl),
    },
    { ...{ name: 'policies, one of them set', ...at('Header') }, act: (page) => setHeader(page, databricksUrl) },
    { name: 'versions of a connector, several', path: '/make/connectors/sales/versions', as: 'admin' },
    { ...{ name: 'connections, expiring', ...at('Partners') }, act: (page) => makeConnection(page, databricksUrl) },
    {
      ...{ name: 'a service principal that was agreed to', ...at('Service') },
      act: (page) => makePrincipal(page, databricksUrl),
    },
    {
      name: 'a button of a service principal',
      path: '/make/flows/new?connector=service&q=ping',
      as: 'admin',
      act: openButton,
    },
    { name: 'connections, one of a service principal', path: '/connections', as: 'admin' },
  ]
}

/** As its makers try it out: the same form, as whom it is pressed included. */
async function openButton(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await page.getByRole('link', { name: 'Test run' }).click()
  await page.getByText('to call Databricks as the service principal Sample service').waitFor()
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

function logs(): Stop[] {
  return [
    { name: 'Sign-in log', path: '/admin/sign-ins', as: 'admin' },
    { name: 'Sign-in log, failures', path: '/admin/sign-ins?result=failure&kind=sign-in', as: 'admin' },
    { name: 'Sign-in log, not permitted', path: '/admin/sign-ins', as: 'user', status: 403 },
    { name: 'My sign-ins, one of them', path: '/sign-ins', as: 'user', act: openFirstRow },
    { name: 'People', path: '/admin/people', as: 'admin' },
    { name: 'People, nobody so called', path: '/admin/people?q=nobody', as: 'admin' },
    { name: 'a person', path: '/admin/people?q=user%40', as: 'admin', act: openPerson },
    { name: 'effective access', path: '/admin/people?q=user%40', as: 'admin', act: openAccess },
    { name: 'home of a person', path: '/admin/people?q=user%40', as: 'admin', act: openHome },
    { name: 'People, not permitted', path: '/admin/people', as: 'user', status: 403 },
    { name: 'Settings', path: '/admin/settings', as: 'admin' },
    { name: 'Settings, Storage', path: '/admin/settings?part=storage', as: 'admin' },
    { name: 'Settings, not permitted', path: '/admin/settings', as: 'user', status: 403 },
    { name: 'Audit log', path: '/admin/audit', as: 'admin' },
    { name: 'Audit log, none fits', path: '/admin/audit?actor=nobody&target=nothing', as: 'admin' },
    { name: 'Audit log, a row', path: '/admin/audit?action=session.start', as: 'admin', act: openAuditRow },
    { name: 'Audit log, not permitted', path: '/admin/audit', as: 'user', status: 403 },
    { name: 'My sign-ins, none fits', path: '/sign-ins?correlation=none', as: 'user' },
  ]
}

async function openPerson(page: Page): Promise<void> {
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('heading', { level: 2, name: 'Live sessions' }).waitFor()
}

async function openHome(page: Page): Promise<void> {
  await openPerson(page)
  await page.getByRole('link', { name: 'Home as they see it' }).click()
  await page.getByRole('heading', { level: 1, name: /^Home of/ }).waitFor()
}

async function openAccess(page: Page): Promise<void> {
  await openPerson(page)
  await page.getByRole('link', { name: 'Effective access' }).click()
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('link', { name: 'Ask Databricks with my own token' }).click()
  await page.getByText('Given to groups').first().waitFor()
}

async function openAuditRow(page: Page): Promise<void> {
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('heading', { level: 2, name: 'Change' }).waitFor()
}

async function openFirstRow(page: Page): Promise<void> {
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('heading', { level: 2, name: 'Who' }).waitFor()
}

async function createAnywhere(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Host' }).fill('databricks.example')
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByText('Nothing was saved. Please check:').waitFor()
}

async function tryJob(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Job', exact: true }).fill('410000000000006')
  await page.getByRole('button', { name: 'Test operation' }).click()
  await page.getByText('Status 200').first().waitFor()
}

async function tryUnmeant(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Job', exact: true }).fill('410000000000006')
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
