import { press, pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
const WITHOUT_SCRIPTS = { javaScriptEnabled: false }
const QUICK = 100

test('a failure tells its cause and whom to ask, is handed on as a text, and takes notes', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes('import-invoices', QUICK)
  const page = await openAs(USER)
  const runId = await pressFlow(page, 'import-invoices')
  await expect(runStatus(page)).toHaveText('Failed')
  const problem = page.getByRole('alert').filter({ hasText: 'validate_invoices' })
  await expect(problem).toContainText('Cause: The code.')
  await expect(problem).toContainText('command-3301, line 8: raise ValueError')
  await expect(problem).toContainText('Whom to ask: maker@contoso.example.')
  await problem.getByRole('link', { name: 'Copy for support' }).click()
  const text = page.getByRole('textbox', { name: 'Text for support' })
  await expect(text).toHaveValue(new RegExp(`Run id: ${runId}\\n`))
  await expect(text).toHaveValue(/\nInput archive_password: Hidden\n/)
  await page.goto(`/runs/${runId}`)
  await page.getByRole('textbox', { name: 'New note' }).fill('Finance knows.\nSupplier called.')
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect(page.getByText('Finance knows.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'New note' })).toHaveValue('')
  await page.goto('/runs?cause=code')
  await expect(rowOf(page, runId)).toContainText('The code')
})

test('without scripts: a link carries inputs and starts nothing, and two runs are compared', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('monthly-close', QUICK)
  const page = await openAs(USER, WITHOUT_SCRIPTS)
  await page.goto('/flows/monthly-close')
  await page.getByLabel('Month').fill('2026-09')
  await page.getByRole('button', { name: 'Copy link with these inputs' }).click()
  await expect(page.getByText('This form was filled in by a link.')).toBeVisible()
  await expect(page).toHaveURL(/[?&]p\.month=2026-09(&|$)/)
  await expect(page.getByLabel('Month')).toHaveValue('2026-09')
  expect(await startedRuns()).toEqual([])
  const first = await press(page)
  await page.getByRole('link', { name: 'The form with these inputs' }).click()
  await expect(page.getByLabel('Month')).toHaveValue('2026-09')
  await page.getByLabel('Month').fill('2026-08')
  await page.getByRole('checkbox', { name: 'Contoso GmbH' }).uncheck()
  const second = await press(page)
  await page.goto('/runs')
  for (const runId of [first, second]) await rowOf(page, runId).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Compare the two that are chosen' }).click()
  const differs = page.getByRole('table', { name: 'What differs' })
  await expect(differs.getByRole('row', { name: /Input Month/ })).toContainText('2026-09')
  await expect(differs.getByRole('row', { name: /Input Month/ })).toContainText('2026-08')
  await expect(differs.getByRole('row', { name: /Input Companies/ })).toContainText('Contoso Ltd, Contoso GmbH')
  await page.goto(`/runs/${second}`)
  await page.getByRole('link', { name: 'Compare with the previous one' }).click()
  await expect(page).toHaveURL(`/runs/compare?a=${first}&b=${second}`)
})

test('without scripts: a link with inputs leaves a secret out, and brings none in', async ({ openAs }) => {
  const page = await openAs(USER, WITHOUT_SCRIPTS)
  await page.goto('/flows/import-invoices')
  await page.getByLabel('Folder').fill('/Volumes/finance/inbound/plover')
  await page.getByLabel('Archive password').fill('Plover-22-reeds')
  await page.getByRole('button', { name: 'Copy link with these inputs' }).click()
  await expect(page).toHaveURL(/p\.source_folder=/)
  expect(page.url()).not.toContain('Plover-22')
  expect(page.url()).not.toContain('archive_password')
  await page.goto(`${page.url()}&p.archive_password=Plover-22-reeds`)
  await expect(page.getByLabel('Folder')).toHaveValue('/Volumes/finance/inbound/plover')
  await expect(page.getByLabel('Archive password')).toHaveValue('')
})

test('without scripts: a maker finds the error that has no advice, and writes it', async ({ openAs, taskTimes }) => {
  await taskTimes('import-invoices', QUICK)
  const user = await openAs(USER)
  await pressFlow(user, 'import-invoices')
  await expect(runStatus(user)).toHaveText('Failed')
  const maker = await openAs('maker@contoso.example', WITHOUT_SCRIPTS)
  await maker.goto('/make/flows/import-invoices?part=failures')
  const row = maker
    .getByRole('table', { name: 'Errors without advice' })
    .getByRole('row', { name: /ValueError: invoice/ })
  await expect(row).toContainText('ValueError: invoice … net amount … is not a number')
  await row.getByRole('link', { name: 'Write advice for this' }).click()
  await expect(maker.getByRole('textbox', { name: 'When the error says' })).toHaveValue('ValueError: invoice')
  await maker.getByLabel('Say to the person').first().fill('Mend the amount in the file, then run the flow again.')
  await maker.getByRole('button', { name: 'Save' }).first().click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await expect(maker.getByRole('table', { name: 'Advice for errors' })).toContainText('Mend the amount')
  await expect(row).toBeHidden()
})
