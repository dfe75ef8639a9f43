import type { Locator, Page } from 'playwright/test'
import { runStatus, shownRun } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

/** Takes the browser's own checks of the open form away. */
async function uncheck(page: Page): Promise<void> {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Run flow' }) })
  await form.evaluate((element) => {
    ;(element as HTMLFormElement).noValidate = true
  })
}

/** Enters what the control would not take. Without scripts only: React restores what it has drawn. */
async function force(field: Locator, value: string): Promise<void> {
  await field.evaluate((input) => input.setAttribute('type', 'text'))
  await field.fill(value)
}

/** Chooses something that was never offered. Without scripts only, likewise. */
async function forge(option: Locator, value: string): Promise<void> {
  await option.evaluate((input, forged) => input.setAttribute('value', forged), value)
  await option.check()
}

const runFlow = (page: Page) => page.getByRole('button', { name: 'Run flow' }).click()
const summary = (page: Page) => page.getByRole('alert').filter({ hasText: 'The flow was not run. Please check:' })

test('the browser itself refuses what HTML can describe', async ({ page, signInAs, startedRuns }) => {
  await signInAs('user@contoso.example')
  await page.goto('/flows/refresh-sales')
  const topN = page.getByLabel('How many products')
  let posts = 0
  page.on('request', (request) => {
    posts += request.method() === 'POST' ? 1 : 0
  })
  for (const wrong of ['51', '2.5', '']) {
    await topN.fill(wrong)
    await runFlow(page)
    await expect(topN).toBeFocused()
    expect(await topN.evaluate((input: HTMLInputElement) => input.validity.valid)).toBe(false)
  }
  expect(posts).toBe(0)
  expect(await startedRuns()).toEqual([])
})

test('the server says beside each field what is wrong with a choice, a date, a number, choices, a time', async ({
  openAs,
  startedRuns,
}) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await page.goto('/flows/refresh-sales')
  await uncheck(page)
  await forge(page.getByRole('radio', { name: 'Asia and Pacific' }), 'MOON')
  await force(page.getByLabel('As of'), '2026-02-30')
  await force(page.getByLabel('How many products'), 'ten')
  await page.getByRole('switch', { name: 'Count returned goods' }).check()
  await runFlow(page)
  const region = page.getByRole('radiogroup', { name: 'Region' })
  await expect(region).toHaveAccessibleDescription('Choose one of the values offered.')
  await expect(page.getByLabel('As of')).toHaveAccessibleDescription(/Enter a date, like 2026-11-30\.$/)
  await expect(page.getByLabel('How many products')).toHaveAccessibleDescription('Enter a number.')
  await expect(page.getByRole('switch', { name: 'Count returned goods' })).toBeChecked()

  await page.goto('/flows/monthly-close')
  await uncheck(page)
  await forge(page.getByRole('checkbox', { name: 'Contoso Inc' }), 'Fabrikam')
  await runFlow(page)
  const companies = page.getByRole('group', { name: 'Companies' })
  await expect(companies).toHaveAccessibleDescription('Choose from the values offered.')
  await expect(page.getByRole('checkbox', { name: 'Contoso Ltd' })).toBeChecked()

  await page.goto('/flows/rebuild-forecast')
  await uncheck(page)
  await page.getByLabel('Weeks to look ahead').fill('1.5')
  await force(page.getByLabel('Use data until'), 'next week')
  await runFlow(page)
  const until = page.getByLabel('Use data until')
  await expect(until).toHaveAccessibleDescription(/Enter a date and a time, like 2026-11-30 14:00\.$/)
  await expect(page.getByLabel('Weeks to look ahead')).toHaveAccessibleDescription('Enter a whole number.')
  await expect(page.getByLabel('Weeks to look ahead')).toHaveValue('1.5')
  expect(await startedRuns()).toEqual([])
})

test('the server says beside each field what is wrong with a text, a long text, a fraction, and no choice', async ({
  page,
  signInAs,
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto('/flows/monthly-close')
  const month = page.getByLabel('Month')
  const companies = page.getByRole('group', { name: 'Companies' })
  const tolerance = page.getByLabel('Tolerance')
  const note = page.getByLabel('Note for the report')
  await uncheck(page)
  await note.evaluate((area) => area.removeAttribute('maxlength'))
  await month.fill('2026-13')
  for (const name of ['Contoso Ltd', 'Contoso GmbH']) await page.getByRole('checkbox', { name }).uncheck()
  await tolerance.fill('-0.5')
  await note.fill('x'.repeat(2_001))
  await runFlow(page)

  await expect(summary(page)).toBeFocused()
  await expect(summary(page).getByRole('link')).toHaveCount(4)
  await expect(month).toHaveAccessibleDescription(/This does not fit: year and month, like 2026-10\.$/)
  await expect(month).toHaveValue('2026-13')
  await expect(companies).toHaveAccessibleDescription('Fill this in.')
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
  await expect(tolerance).toHaveAccessibleDescription(/Enter 0 or more\.$/)
  await expect(tolerance).toHaveValue('-0.5')
  await expect(note).toHaveAccessibleDescription('Use at most 2000 characters.')
  await expect(note).toHaveValue('x'.repeat(2_001))

  // The summary leads to the field, and a second try with other mistakes says those.
  await summary(page).getByRole('link').first().click()
  await expect(month).toBeFocused()
  await uncheck(page)
  await month.fill('')
  await page.getByRole('checkbox', { name: 'Contoso Inc' }).check()
  await tolerance.fill('1000.5')
  await runFlow(page)
  await expect(month).toHaveAccessibleDescription(/Fill this in\.$/)
  await expect(companies).toHaveAccessibleDescription('')
  await expect(tolerance).toHaveAccessibleDescription(/Enter 1000 or less\.$/)
  expect(await startedRuns()).toEqual([])
})

test('the server says beside each field what is wrong with JSON and a secret, which does not come back', async ({
  page,
  signInAs,
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto('/flows/import-invoices')
  const mapping = page.getByLabel('Column mapping')
  const password = page.getByLabel('Archive password')
  const tooLong = 'hunter-'.repeat(30)
  await uncheck(page)
  await password.evaluate((input) => input.removeAttribute('maxlength'))
  await page.getByLabel('Folder').fill('C:\\invoices')
  await mapping.fill('{"amount": ')
  await password.fill(tooLong)
  await runFlow(page)
  await expect(page.getByLabel('Folder')).toHaveAccessibleDescription(
    /This does not fit: a path that begins with \/Vol/,
  )
  await expect(mapping).toHaveAccessibleDescription(/This is no valid JSON\.$/)
  await expect(mapping).toHaveValue('{"amount": ')
  await expect(password).toHaveAccessibleDescription(/Use at most 200 characters\.$/)
  await expect(password).toHaveValue('')
  expect(await page.content()).not.toContain('hunter-')
  expect(await startedRuns()).toEqual([])
})

test('an input that the form does not have is refused', async ({ page, signInAs, startedRuns }) => {
  await signInAs('user@contoso.example')
  await page.goto('/flows/rebuild-forecast')
  await page.getByLabel('Use data until').evaluate((input) => input.setAttribute('name', 'p.run_as'))
  await runFlow(page)
  await expect(summary(page)).toContainText('The form has no field “run_as”.')
  expect(await startedRuns()).toEqual([])
})

test('values of every type reach the job as they were entered', async ({
  page,
  signInAs,
  taskTimes,
  startedRuns,
}) => {
  for (const slug of ['import-invoices', 'rebuild-forecast']) await taskTimes(slug, 100)
  await signInAs('user@contoso.example')
  await page.goto('/flows/import-invoices')
  await page.getByLabel('Folder').fill('/Volumes/finance/inbound/november')
  await page.getByLabel('Column mapping').fill('{"amount":"Total","lines":[1,2.5,null]}')
  await page.getByLabel('Archive password').fill('ä <b>"quoted"</b> \\ 😀')
  await runFlow(page)
  await shownRun(page)
  await page.goto('/flows/rebuild-forecast')
  await page.getByLabel('Use data until').fill('2026-11-20T14:30')
  await runFlow(page)
  await shownRun(page)
  await expect(runStatus(page)).toHaveText('Succeeded')
  expect((await startedRuns()).map((run) => run.job_parameters)).toEqual([
    {
      source_folder: '/Volumes/finance/inbound/november',
      mapping: '{"amount":"Total","lines":[1,2.5,null]}',
      archive_password: 'ä <b>"quoted"</b> \\ 😀',
    },
    { horizon_weeks: '12', train_until: '2026-11-20T14:30' },
  ])
})
