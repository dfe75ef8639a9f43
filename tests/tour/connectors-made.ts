import type { Page } from 'playwright'
import { ACCOUNT_ID } from '../../emulators/databricks/people.ts'
import {
  CONNECTOR_CLIENT_ID,
  CONNECTOR_CLIENT_SECRET,
  SERVICE_CLIENT_ID,
  SERVICE_CLIENT_SECRET,
} from '../../emulators/entra/seed.ts'

const DAY_MS = 86_400_000

/** From the page of a new connector: its workspace and the ready actions. */
async function create(page: Page, databricksUrl: string): Promise<void> {
  await page.getByLabel('HTTP, for an emulator').check()
  await page.getByLabel('The ready actions').check()
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(new URL(databricksUrl).host)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByText('Saved as version 1.').waitFor()
}

async function update(page: Page, version: number): Promise<void> {
  await page.getByLabel('User', { exact: true }).check()
  await page.getByRole('button', { name: 'Update connector' }).click()
  await page.getByText(`Saved as version ${version}.`).waitFor()
}

/** A definition with a part that has no place in the portal. */
export function definitionWithMore(databricksUrl: string) {
  const operation = { operationId: 'ListJobs', summary: 'List jobs', responses: { '200': { description: 'OK' } } }
  return {
    swagger: '2.0',
    info: { title: 'From a file', version: '1.0', contact: { name: 'Contoso' } },
    ...{ host: new URL(databricksUrl).host, basePath: '/', schemes: ['http'] },
    paths: { '/api/2.2/jobs/list': { get: operation } },
  }
}

export async function importWithMore(page: Page, databricksUrl: string): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(definitionWithMore(databricksUrl)))
  const file = { name: 'a.json', mimeType: 'application/json', buffer }
  await page.getByLabel('apiDefinition.swagger.json').setInputFiles(file)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('info.contact').first().waitFor()
}

/** Has the custom app made in the Databricks account, and reads which apps of partners it has. */
export async function makeApp(page: Page, databricksUrl: string): Promise<void> {
  await create(page, databricksUrl)
  await page.getByRole('link', { name: 'Databricks OAuth of the workspace' }).click()
  await page.getByRole('textbox', { name: 'Account id', exact: true }).fill(ACCOUNT_ID)
  await page.getByRole('button', { name: 'Make the app', exact: true }).click()
  await page.getByText('The app was made: whoever may use').waitFor()
  await page.getByRole('button', { name: 'Read which ones are enrolled' }).click()
  await page.getByText('Sample charts', { exact: true }).waitFor()
}

export async function setHeader(page: Page, databricksUrl: string): Promise<void> {
  await create(page, databricksUrl)
  await page.getByRole('link', { name: 'Next: Definition' }).click()
  await page.getByRole('link', { name: 'Policies' }).click()
  await page.getByRole('link', { name: 'Set a header' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Which team calls')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('x-team')
  await page.getByRole('textbox', { name: 'Value' }).fill('sales')
  await page.getByRole('button', { name: 'Save policy' }).click()
  await page.getByRole('cell', { name: /^Sets x-team: sales/ }).waitFor()
}

/** A connection whose connector's secret ends soon, and which may be switched to another account. */
export async function makeConnection(page: Page, databricksUrl: string): Promise<void> {
  await create(page, databricksUrl)
  await page.getByRole('link', { name: 'Entra ID, a registration of its own' }).click()
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill(CONNECTOR_CLIENT_ID)
  await update(page, 2)
  const soon = new Date(Date.now() + 9 * DAY_MS).toISOString().slice(0, 10)
  await page.getByLabel('Expires on').fill(soon)
  await setSecret(page, CONNECTOR_CLIENT_SECRET)
  await page.goto('/connections')
  await page.getByRole('button', { name: 'Connect to Partners', exact: true }).click()
  await page.getByText('Expiring', { exact: true }).waitFor()
}

/** Everybody calls as one service principal, which has its secret. */
export async function makePrincipal(page: Page, databricksUrl: string): Promise<void> {
  await create(page, databricksUrl)
  await page.getByRole('link', { name: 'Service principal, for everybody' }).click()
  await page.getByRole('textbox', { name: 'Name of the service principal' }).fill('Sample service')
  await page.getByRole('textbox', { name: 'Client id', exact: true }).fill(SERVICE_CLIENT_ID)
  await page.getByLabel('Yes, everybody who may use this connector').check()
  await update(page, 2)
  await setSecret(page, SERVICE_CLIENT_SECRET)
}

async function setSecret(page: Page, secret: string): Promise<void> {
  await page.getByLabel('Client secret', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await page.getByText('The secret was set.').waitFor()
}
