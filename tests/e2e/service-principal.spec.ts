import type { Page } from 'playwright/test'
import { SERVICE_CLIENT_ID, SERVICE_CLIENT_SECRET } from '../../emulators/entra/seed.ts'
import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const ADMIN = 'admin@contoso.example'
const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'
/** Nobody in the workspace: as themselves they could start nothing there. */
const OUTSIDER = 'outsider@contoso.example'

test('two people run a flow as the one service principal that an Admin chose, and button, run and lists say so (AUTH-10)', async ({
  openAs,
  stack,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('ping-lakehouse', 300)
  const admin = await openAs(ADMIN)
  await makeConnector(admin, stack.databricksUrl)
  await choosePrincipal(admin)
  await admin.getByRole('link', { name: 'Checklist for Entra' }).click()
  await expect(admin.getByText('It needs no redirect URI, no API permission and no consent')).toBeVisible()
  await expect(
    admin.getByText(`databricks service-principals create --application-id ${SERVICE_CLIENT_ID}`),
  ).toBeVisible()

  const path = await makeFlow(await openAs(MAKER))

  for (const [upn, name] of [
    [USER, 'Demo User'],
    [OUTSIDER, 'Demo Outsider'],
  ] as const) {
    const person = await openAs(upn)
    await person.goto(path)
    await expect(person.getByText(`Started by the service principal Sample service for ${name}`)).toBeVisible()
    await expect(person.getByText('to call Databricks as the service principal Sample service')).toBeVisible()
    await press(person)
    await expect(runStatus(person)).toHaveText('Succeeded', { timeout: 30_000 })
    await expect(person.getByText(`Started by the service principal Sample service for ${upn}`)).toBeVisible()
    await person.getByRole('link', { name: 'My runs' }).first().click()
    await expect(person.getByRole('cell', { name: `the service principal Sample service for ${upn}` })).toHaveCount(1)
    await person.goto('/connections')
    await expect(person.getByText('It calls as the service principal Sample service, for everybody')).toBeVisible()
  }
  expect((await startedRuns()).map(({ creator_user_name }) => creator_user_name)).toEqual([
    SERVICE_CLIENT_ID,
    SERVICE_CLIENT_ID,
  ])
  await admin.goto('/admin/runs')
  for (const upn of [USER, OUTSIDER]) {
    await expect(admin.getByText(`the service principal Sample service for ${upn}`)).toBeVisible()
  }
})

async function makeConnector(page: Page, workspace: string): Promise<void> {
  await page.goto('/make/connectors/new?name=Service')
  await page.getByLabel('HTTP, for an emulator').check()
  await page.getByLabel('The ready actions').check()
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(new URL(workspace).host)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await expect(page.getByText('Saved as version 1.')).toBeVisible()
}

/** Nothing is saved before it is agreed to. */
async function choosePrincipal(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Service principal, for everybody' }).click()
  await expect(page.getByText('Nobody calls as themselves')).toBeVisible()
  await page.getByRole('textbox', { name: 'Name of the service principal' }).fill('Sample service')
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill(SERVICE_CLIENT_ID)
  await page.getByLabel('User', { exact: true }).check()
  await page.getByRole('button', { name: 'Update connector' }).click()
  await expect(page.getByText('Tick it if you mean it.').first()).toBeVisible()
  await page.getByLabel('Yes, everybody who may use this connector').check()
  await page.getByRole('button', { name: 'Update connector' }).click()
  await expect(page.getByText('Saved as version 2.')).toBeVisible()
  await expect(page.getByText('nobody can run anything through this connector')).toBeVisible()
  await page.getByLabel('Client secret', { exact: true }).fill(SERVICE_CLIENT_SECRET)
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await expect(page.getByText('The secret was set.')).toBeVisible()
}

/** Of a job that the principal may start. Answers where the button is. */
async function makeFlow(page: Page): Promise<string> {
  await page.goto('/make/flows/new?connector=service&q=ping')
  await page.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByLabel('User of this portal', { exact: true }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved in the draft.')).toBeVisible()
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published as version')).toBeVisible()
  return (await page.getByRole('link', { name: 'Open the button' }).getAttribute('href')) ?? ''
}
