import type { Page } from 'playwright/test'
import { press } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const WITHOUT_SCRIPTS = { javaScriptEnabled: false }
const USER = 'user@contoso.example'
const USER2 = 'user2@contoso.example'

const row = (page: Page) => page.getByRole('table', { name: 'Connections' }).getByRole('row', { name: /Azure/ })

/** Past the portal's own page, on to Microsoft and back: the account is known there. */
async function signInAgain(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/sign-in\?again=1/)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
}

test('without scripts: a connection is tested, deleted after a question that names the flows, and made again from the flow', async ({
  openAs,
  startedRuns,
}) => {
  const page = await openAs(USER2, WITHOUT_SCRIPTS)
  await page.goto('/flows/ping-lakehouse') // the first look at a flow connects
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connections' }).click()
  await expect(row(page)).toContainText(`Connected as ${USER2}`)
  await page.getByText(/^\d+ flows$/).click()
  await expect(row(page).locator('a[href="/flows/ping-lakehouse"]')).toBeVisible()
  await page.getByRole('button', { name: 'Test the connection to Azure Databricks' }).click()
  await expect(row(page)).toContainText(/It works. Databricks knows you as user2@contoso.example, .* in \d+ ms/)

  await page.getByRole('link', { name: 'Delete the connection to Azure Databricks' }).click()
  await expect(page.getByRole('heading', { name: 'Delete your connection to Azure Databricks?' })).toBeVisible()
  await expect(page.getByRole('main').locator('a[href="/flows/ping-lakehouse"]')).toBeVisible()
  await page.getByRole('button', { name: 'Delete connection' }).click()
  await expect(page.getByRole('main').getByRole('status')).toContainText('Your connection is deleted.')
  await expect(row(page)).toContainText('Removed')

  await page.goto('/flows/ping-lakehouse')
  const alerts = page.getByRole('main').getByRole('alert')
  await expect(alerts).toContainText('You have deleted your connection')
  await expect(page.getByRole('button', { name: 'Run flow' })).toHaveAttribute('aria-disabled', 'true')
  // Without scripts nothing but the server refuses a press of a grey button.
  await page.getByRole('button', { name: 'Run flow' }).click({ force: true })
  await expect(alerts.filter({ hasText: 'The flow was not run.' })).toContainText('You have deleted your connection')
  expect(await startedRuns()).toEqual([])
  await page.getByRole('button', { name: 'Connect' }).first().click()
  await signInAgain(page)
  await expect(page).toHaveURL('/flows/ping-lakehouse')
  await press(page)
  expect(await startedRuns()).toHaveLength(1)
})

for (const [how, context] of [
  ['with scripts', {}],
  ['without scripts', WITHOUT_SCRIPTS],
] as const) {
  test(`${how}: what was typed survives the way to connect, also where it is not complete`, async ({ openAs }) => {
    const page = await openAs(USER, context)
    await page.goto('/flows/refresh-sales')
    await page.goto('/connections')
    await page.getByRole('link', { name: 'Delete the connection to Azure Databricks' }).click()
    await page.getByRole('button', { name: 'Delete connection' }).click()
    await page.goto('/flows/refresh-sales')
    await page.getByLabel('As of').fill('2026-02-03')
    await page.getByLabel('How many products').fill('')
    await page.getByLabel('Count returned goods').check()
    await page.getByRole('button', { name: 'Connect' }).click()
    await signInAgain(page)
    await expect(page).toHaveURL('/flows/refresh-sales')
    await expect(page.getByText('What you had typed is here again.')).toBeVisible()
    await expect(page.getByLabel('As of')).toHaveValue('2026-02-03')
    await expect(page.getByLabel('How many products')).toHaveValue('')
    await expect(page.getByLabel('Count returned goods')).toBeChecked()
    await page.getByLabel('How many products').fill('7')
    await press(page)
    await page.goto('/flows/refresh-sales')
    await expect(page.getByLabel('As of')).toHaveValue('')
  })
}

test('an Admin revokes a connection; its person sees who did it, connects again and is back where they were', async ({
  openAs,
}) => {
  const person = await openAs(USER2)
  await person.goto('/flows/ping-lakehouse')
  const admin = await openAs('admin@contoso.example')
  await admin.goto('/connections')
  await admin.getByRole('link', { name: 'Everybody’s connections' }).click()
  await admin.getByRole('link', { name: `Revoke the connection of ${USER2} to Azure Databricks` }).click()
  await expect(admin.getByRole('heading', { name: `Revoke the connection of ${USER2}` })).toBeVisible()
  await admin.getByRole('button', { name: 'Revoke' }).click()
  await expect(admin.getByText('One connection was revoked.')).toBeVisible()
  await expect(
    admin.getByRole('row', { name: /Demo User Two/ }).getByText('Revoked by an administrator'),
  ).toBeVisible()

  await person.goto('/')
  const bar = person.getByRole('main').getByRole('alert')
  await expect(bar).toContainText('An administrator has taken away your connection to Databricks.')
  await bar.getByRole('link', { name: 'Go to Connections' }).click()
  await expect(row(person)).toContainText('Revoked by an administrator')
  await person.getByRole('button', { name: 'Connect to Azure Databricks' }).click()
  await signInAgain(person)
  await expect(person).toHaveURL('/connections?done=connected')
  await expect(person.getByText('You are connected.')).toBeVisible()
  await expect(row(person)).toContainText(`Connected as ${USER2}`)
  await person.getByRole('button', { name: 'Test the connection to Azure Databricks' }).click()
  await expect(row(person).getByRole('status')).toContainText('It works.')
})

test('what is broken says so with its remedy: the sign-in mends it and leads back', async ({ openAs, emulator }) => {
  const page = await openAs(USER2)
  await page.goto('/flows/ping-lakehouse')
  await emulator.entra.revoke(USER2)
  await emulator.databricks.addFault({ match: 'GET /api/2.0/preview/scim/v2/Me', user: USER2, status: 401 })
  await page.goto('/connections')
  await page.getByRole('button', { name: 'Test the connection to Azure Databricks' }).click()
  await expect(row(page).getByRole('status')).toContainText('Your organisation has ended your sign-in.')
  // What fails while a sign-in is so new that it may still be being stored marks nothing.
  await expect(async () => {
    await page.goto('/connections')
    await page.getByRole('button', { name: 'Test the connection to Azure Databricks' }).click()
    await expect(row(page).getByRole('status')).toContainText('has ended')
    await page.reload()
    await expect(row(page)).toContainText('Sign in again', { timeout: 1 })
  }).toPass()
  await page.getByRole('link', { name: 'Fix connection' }).click()
  await signInAgain(page)
  await expect(page).toHaveURL('/connections')
  await expect(row(page)).toContainText(`Connected as ${USER2}`)
})
