import type { Page } from 'playwright/test'
import { OAUTH_PUBLIC_CLIENT_ID } from '../../emulators/databricks/oauth/apps.ts'
import { ACCOUNT_ID } from '../../emulators/databricks/people.ts'
import { CONNECTOR_CLIENT_ID, CONNECTOR_CLIENT_SECRET } from '../../emulators/entra/seed.ts'
import { expect, test } from '../support/scenario.ts'

const ADMIN = 'admin@contoso.example'
const USER = 'user@contoso.example'

for (const javaScriptEnabled of [true, false]) {
  const name = javaScriptEnabled ? 'Own' : 'Own without scripts'

  test(`${javaScriptEnabled ? 'with' : 'without'} scripts: an Admin gives a connector its own registration and secret, and people connect beside the portal’s own (TOK-9)`, async ({
    openAs,
    stack,
    emulator,
  }) => {
    const options = { javaScriptEnabled }
    const admin = await openAs(ADMIN, options)
    await makeConnector(admin, name, stack.databricksUrl)
    await giveRegistration(admin, stack.portalUrl)
    await giveSecret(admin)
    await admin.getByRole('link', { name: 'Next: Definition' }).click()
    await admin.getByRole('link', { name: 'Next: Test' }).click()
    await expect(admin.getByRole('main').getByRole('alert')).toContainText('You are not connected yet.')
    await admin.getByRole('button', { name: 'Connect' }).click()
    await expect(admin).toHaveURL(/\/make\/connectors\/own[a-z-]*\/test$/)
    await expect(admin.getByText('You are not connected yet.')).toBeHidden()
    await chooseOperation(admin, javaScriptEnabled)
    await admin.getByRole('button', { name: 'Test operation' }).click()
    await expect(admin.getByText('Status 200').first()).toBeVisible()

    const person = await openAs(USER, options)
    await person.goto('/flows/ping-lakehouse') // the first look at a flow connects, by the sign-in alone
    await person.goto('/connections')
    await expect(row(person, name)).toContainText('Not connected yet')
    await person.getByRole('button', { name: `Connect to ${name}`, exact: true }).click()
    await expect(person.getByText('You are connected.')).toBeVisible()
    await expect(row(person, name)).toContainText(`Connected as ${USER}`)
    for (const connector of ['Azure Databricks', name]) {
      await person.getByRole('button', { name: `Test the connection to ${connector}`, exact: true }).click()
      await expect(row(person, connector)).toContainText(`Databricks knows you as ${USER}`)
    }
    await person.getByRole('button', { name: `Switch account of the connection to ${name}`, exact: true }).click()
    await person.locator('button[value="user2@contoso.example"]').click()
    const [agree, refused] = [
      person.getByRole('button', { name: 'Accept' }),
      person.getByText('Somebody else signed'),
    ]
    await expect(agree.or(refused)).toBeVisible() // they may have agreed before
    if (await agree.isVisible()) await agree.click()
    await expect(refused).toBeVisible()
    await expect(row(person, name)).toContainText(`Connected as ${USER}`)
    for (const path of ['/connections?problem', '/auth-error?code']) {
      await person.goto(`${path}=not_assigned&detail=AADSTS50105`)
      await expect(person.getByText('Users and groups: assign them')).toBeVisible()
      await expect(person.getByText('The Entra administrator')).toBeVisible()
    }
    const asked = (await emulator.entra.requests()).filter(({ path }) => path.endsWith('/token'))
    expect(asked.map(({ status }) => status)).not.toContain(401)
  })
}

test('an Admin whom a connector does not let in is told so before trying to connect, and what nobody has saved works nowhere yet', async ({
  openAs,
  stack,
}) => {
  const admin = await openAs(ADMIN)
  await makeConnector(admin, 'For nobody', stack.databricksUrl)
  await admin.getByRole('link', { name: 'Entra ID, a registration of its own' }).click()
  await expect(admin.getByText('This is not saved yet.')).toBeVisible()
  await expect(admin.getByText('not seen yet')).toHaveCount(4)
  await admin.getByRole('textbox', { name: 'Client id', exact: true }).fill(CONNECTOR_CLIENT_ID)
  await admin.getByRole('button', { name: 'Update connector' }).click()
  await expect(admin.getByText('Saved as version 2.')).toBeVisible()
  await admin.getByRole('link', { name: 'Next: Definition' }).click()
  await admin.getByRole('link', { name: 'Next: Test' }).click()
  const problem = admin.getByRole('main').getByRole('alert')
  await expect(problem).toContainText('You are not among those who may use this connector')
  await expect(admin.getByRole('button', { name: 'Connect' })).toBeHidden()
  await problem.getByRole('link', { name: 'Who may use it' }).click()
  await expect(admin.getByRole('textbox', { name: 'Client id', exact: true })).toHaveValue(CONNECTOR_CLIENT_ID)
})

for (const javaScriptEnabled of [true, false]) {
  const name = javaScriptEnabled ? 'Workspace' : 'Workspace without scripts'

  test(`${javaScriptEnabled ? 'with' : 'without'} scripts: people connect through the sign-in of the workspace itself, or decline`, async ({
    openAs,
    stack,
  }) => {
    const options = { javaScriptEnabled }
    const admin = await openAs(ADMIN, options)
    await makeConnector(admin, name, stack.databricksUrl)
    await admin.getByRole('link', { name: 'Databricks OAuth of the workspace' }).click()
    await expect(admin.getByText(`${stack.portalUrl}/api/connections/callback`)).toBeVisible()
    await admin.getByRole('textbox', { name: 'Client id', exact: true }).fill(OAUTH_PUBLIC_CLIENT_ID)
    await admin.getByRole('textbox', { name: 'Scopes', exact: true }).fill('all-apis')
    await admin.getByLabel('User', { exact: true }).check()
    await admin.getByRole('button', { name: 'Update connector' }).click()
    await expect(admin.getByText('It has all-apis and offline_access').first()).toBeVisible()
    await admin.getByRole('textbox', { name: 'Scopes', exact: true }).fill('all-apis offline_access')
    await admin.getByRole('button', { name: 'Update connector' }).click()
    await expect(admin.getByText('Saved as version 2.')).toBeVisible()
    await expect(admin.getByText('the app is taken for a public one')).toBeVisible()

    const person = await openAs(USER, options)
    await person.goto('/connections')
    const connect = person.getByRole('button', { name: `Connect to ${name}`, exact: true })
    await connect.click()
    await person.getByRole('button', { name: 'Decline' }).click()
    await expect(person.getByText('You did not agree, so nothing was done.')).toBeVisible()
    await connect.click()
    await person.getByRole('button', { name: 'Demo User', exact: true }).click()
    await expect(person.getByText('You are connected.')).toBeVisible()
    await person.getByRole('button', { name: `Test the connection to ${name}`, exact: true }).click()
    await expect(row(person, name)).toContainText(`Databricks knows you as ${USER}`)
  })
}

const row = (page: Page, name: string) =>
  page
    .getByRole('table', { name: 'Connections' })
    .getByRole('row', { name: new RegExp(`^${name} (Not|Connected|Removed|Connect)`) })

for (const javaScriptEnabled of [true, false]) {
  const name = javaScriptEnabled ? 'Made' : 'Made without scripts'

  test(`${javaScriptEnabled ? 'with' : 'without'} scripts: an Admin has the custom app made, sees its secret once, and people connect through it (TOK-9)`, async ({
    openAs,
    stack,
  }) => {
    const options = { javaScriptEnabled }
    const admin = await openAs(ADMIN, options)
    await makeConnector(admin, name, stack.databricksUrl)
    await admin.getByLabel('User', { exact: true }).check()
    await admin.getByRole('button', { name: 'Update connector' }).click()
    await expect(admin.getByText('Saved as version 2.')).toBeVisible()
    await admin.getByRole('link', { name: 'Databricks OAuth of the workspace' }).click()
    const make = admin.getByRole('button', { name: 'Make the app', exact: true })
    await admin.getByRole('textbox', { name: 'Account id', exact: true }).fill(OAUTH_PUBLIC_CLIENT_ID)
    await make.click()
    await expect(admin.getByText('you are no admin of this account').first()).toBeVisible()
    await admin.getByRole('textbox', { name: 'Account id', exact: true }).fill(ACCOUNT_ID)
    await make.click()
    await expect(admin.getByText('The app was made: whoever may use this connector')).toBeVisible()
    const secret = (await admin.getByText(/^dose[0-9a-f]{32}$/).textContent()) ?? 'none'
    await expect(admin.getByRole('heading', { name: 'Current: Client secret' })).toBeVisible()
    expect(admin.url()).not.toContain(secret)
    await admin.getByRole('button', { name: 'Read which ones are enrolled' }).click()
    await expect(admin.getByText('Sample charts', { exact: true })).toBeVisible()
    await admin.goto(new URL(admin.url()).pathname)
    await expect(admin.getByRole('heading', { name: 'Current: Client secret' })).toBeVisible()
    expect(await admin.content()).not.toContain(secret)

    const person = await openAs(USER, options)
    await person.goto('/connections')
    await person.getByRole('button', { name: `Connect to ${name}`, exact: true }).click()
    await person.getByRole('button', { name: 'Demo User', exact: true }).click()
    await expect(person.getByText('You are connected.')).toBeVisible()
  })
}

async function makeConnector(page: Page, name: string, workspace: string): Promise<void> {
  await page.goto(`/make/connectors/new?name=${encodeURIComponent(name)}`)
  await page.getByLabel('HTTP, for an emulator').check()
  await page.getByLabel('The ready actions').check()
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(new URL(workspace).host)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await expect(page.getByText('Saved as version 1.')).toBeVisible()
}

/** The redirect URL stands there before anything is saved; what is wrong is said beside its field. */
async function giveRegistration(page: Page, portalUrl: string): Promise<void> {
  await page.getByRole('link', { name: 'Entra ID, a registration of its own' }).click()
  await expect(page.getByText(`${portalUrl}/api/connections/callback`)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Resource URL', exact: true })).toHaveValue(
    '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
  )
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill('no id')
  await page.getByLabel('User', { exact: true }).check()
  await page.getByRole('button', { name: 'Update connector' }).click()
  await expect(page.getByText('It is an id like').first()).toBeVisible()
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill(CONNECTOR_CLIENT_ID)
  await page.getByRole('button', { name: 'Update connector' }).click()
  await expect(page.getByText('Saved as version 2.')).toBeVisible()
  await expect(page.getByText('There is none yet: nobody can connect.')).toBeVisible()
}

/** Typed once, and never sent back: neither with what is wrong nor when it is set. */
async function giveSecret(page: Page): Promise<void> {
  await page.getByLabel('Client secret', { exact: true }).fill(CONNECTOR_CLIENT_SECRET)
  await page.getByLabel('Or a certificate with its private key').fill('and another')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await expect(page.getByText('one of the two').first()).toBeVisible()
  expect(await page.content()).not.toContain(CONNECTOR_CLIENT_SECRET)
  await expect(page.getByLabel('Client secret', { exact: true })).toHaveValue('')
  await page.getByLabel('Or a certificate with its private key').fill('')
  await page.getByLabel('Client secret', { exact: true }).fill(CONNECTOR_CLIENT_SECRET)
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await expect(page.getByText('The secret was set.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Current' })).toContainText(`by ${ADMIN}`)
  await page.reload()
  expect(await page.content()).not.toContain(CONNECTOR_CLIENT_SECRET)
}

async function chooseOperation(page: Page, javaScriptEnabled: boolean): Promise<void> {
  const choose = page.getByLabel('Operation', { exact: true })
  if (javaScriptEnabled || (await choose.count()) > 0) await choose.selectOption('ListJobs')
  await page.getByRole('button', { name: 'Choose operation' }).click()
}
