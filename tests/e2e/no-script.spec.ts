import type { Page } from 'playwright/test'
import { problem } from '../../lib/language/en/problem.ts'
import { press, rowOf, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const WITHOUT_SCRIPTS = { javaScriptEnabled: false }

/** A person without scripts looks again by loading the page again. */
async function reloadUntil(page: Page, shown: (page: Page) => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.reload()
    await shown(page)
  }).toPass()
}

const hasStatus = (status: string) => (page: Page) => expect(runStatus(page)).toHaveText(status, { timeout: 100 })

const hasText = (text: string) => (page: Page) => expect(page.getByText(text)).toBeVisible({ timeout: 100 })

test('without scripts: errors keep what was typed, a press runs, filters find it', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('monthly-close', 300)
  const page = await openAs('user@contoso.example', WITHOUT_SCRIPTS)
  await page.getByRole('link', { name: 'Run Monthly close' }).first().click()
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Run flow' }) })
  await form.evaluate((element) => {
    ;(element as HTMLFormElement).noValidate = true
  })
  await page.getByLabel('Month').fill('October')
  await page.getByLabel('Note for the report').fill('first line\nsecond line')
  await page.getByRole('checkbox', { name: 'Contoso GmbH' }).uncheck()
  await page.getByRole('checkbox', { name: 'Contoso Inc' }).check()
  await page.getByRole('button', { name: 'Run flow' }).click()

  await expect(page.getByLabel('Month')).toHaveAccessibleDescription(
    /This does not fit: year and month, like 2026-10/,
  )
  await expect(page.getByLabel('Month')).toHaveValue('October')
  await expect(page.getByLabel('Note for the report')).toHaveValue('first line\nsecond line')
  await expect(page.getByRole('checkbox', { name: 'Contoso GmbH' })).not.toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Contoso Inc' })).toBeChecked()
  expect(await startedRuns()).toEqual([])

  await page.getByLabel('Month').fill('2026-09')
  const runId = await press(page)
  await reloadUntil(page, hasStatus('Succeeded'))
  await reloadUntil(page, hasText('Period 2026-09 is closed.'))
  expect((await startedRuns()).map((run) => run.job_parameters)).toEqual([
    {
      period: '2026-09',
      companies: '["Contoso Ltd","Contoso Inc"]',
      note: 'first line\nsecond line',
      tolerance: '0',
    },
  ])

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My runs' }).click()
  await page.getByRole('combobox', { name: 'Flow' }).selectOption('Monthly close')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/flow=monthly-close/)
  await expect(rowOf(page, runId)).toContainText('Succeeded')
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Failed')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(rowOf(page, runId)).toBeHidden()
  await page.getByRole('link', { name: 'Clear' }).click()
  await page.getByRole('search', { name: 'Filters' }).getByRole('searchbox').fill('2026-09 monthly')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(rowOf(page, runId)).toBeVisible()
})

test('without scripts: what does not exist is said in plain words, inside the shell (AUTHZ-4, OPS-8)', async ({
  openAs,
}) => {
  const page = await openAs('user@contoso.example', WITHOUT_SCRIPTS)
  for (const path of [
    '/flows/nothing',
    '/flows/%E0%A4%A',
    '/runs/0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77',
    '/runs/7000000',
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { name: problem.notFoundTitle })).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }
  await page.goto('/admin/runs')
  await expect(page.getByRole('heading', { name: problem.notPermittedTitle })).toBeVisible()
})

test('without scripts: a run is cancelled and run again, a flow becomes a favourite, and one signs out', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes('rebuild-forecast', 100_000)
  const page = await openAs('user@contoso.example', WITHOUT_SCRIPTS)
  await page.goto('/flows/rebuild-forecast')
  await page.getByLabel('Weeks to look ahead').fill('20')
  await press(page)
  await reloadUntil(page, hasStatus('Running'))
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await reloadUntil(page, hasStatus('Cancelled'))
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByLabel('Weeks to look ahead')).toHaveValue('20')

  await page.getByRole('button', { name: 'Add to favourites' }).click()
  await expect(page.getByRole('button', { name: 'Remove from favourites' })).toBeVisible()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Favourites' })).toBeVisible()
  await page.getByRole('button', { name: 'Remove Rebuild forecast model from favourites' }).first().click()
  await expect(page.getByRole('heading', { name: 'Favourites' })).toBeHidden()

  await page.getByRole('button', { name: 'Account: Demo User' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()
})

test('without scripts: a press after the session ended leads to sign-in, and from there back to the form', async ({
  openAs,
  startedRuns,
}) => {
  const page = await openAs('user@contoso.example', WITHOUT_SCRIPTS)
  await page.goto('/flows/ping-lakehouse')
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Run flow' }).click()
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page
    .getByRole('button', { name: /user@contoso\.example/ })
    .first()
    .click()
  await expect(page).toHaveURL('/flows/ping-lakehouse')
  expect(await startedRuns()).toEqual([])
})
