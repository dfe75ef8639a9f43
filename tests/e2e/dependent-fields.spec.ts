import type { Page } from 'playwright/test'
import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'
import { findingsOf } from '../tour/look-at.ts'

const MAKER = 'maker@contoso.example'
const SAVED = 'Saved in the draft.'

/** A draft of the sales job with its fields open. */
async function beginDraft(maker: Page): Promise<void> {
  await maker.goto('/make/flows/new?q=sales')
  await maker.getByRole('button', { name: 'Make a flow from' }).first().click()
  await maker.getByRole('link', { name: 'Fields' }).click()
}

/** The region is a choice, what counts is fixed unseen, the day is fixed, and the number is asked for in Europe only. */
async function describeFields(maker: Page, scripts: boolean): Promise<void> {
  await maker.getByRole('link', { name: 'Region', exact: true }).click()
  await maker.getByLabel('Type').selectOption('Choice')
  // Without scripts its settings come with the answer.
  if (!scripts) await maker.getByRole('button', { name: 'Save' }).click()
  await maker.getByLabel('Choices, one a line').fill('EMEA = Europe\nAPAC = Asia')
  await maker.getByLabel('Filled with at first').fill('APAC')
  await save(maker)
  await maker.getByRole('link', { name: 'As of' }).click()
  await maker.getByLabel('Nobody: it is fixed, and shown').check()
  await maker.getByLabel('Filled with at first').fill('2026-10-31')
  await save(maker)
  await maker.getByRole('link', { name: 'Include returns' }).click()
  await maker.getByLabel('Nobody: it is fixed, and not shown').check()
  await maker.getByLabel('Yes at first').check()
  await save(maker)
  await maker.getByRole('link', { name: 'Top n' }).click()
  await maker.getByLabel('Shown', { exact: true }).selectOption('Depending on “Region”')
  await maker.getByLabel('Shown when the other field is').fill('EMEA')
  await save(maker)
}

async function save(maker: Page): Promise<void> {
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText(SAVED)).toBeVisible()
}

test('a maker fixes values and lets a field depend on another, and the form does as it was told', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('refresh-sales', 100)
  const maker = await openAs(MAKER)
  await beginDraft(maker)
  await describeFields(maker, true)
  await expect(maker.getByRole('row').filter({ hasText: 'Include returns' })).toContainText('not shown')
  await expect(maker.getByText('Only when “Region” is Europe.')).toBeVisible()
  expect(await findingsOf(maker, ['light', 'dark', 'contrast'])).toEqual([])

  await maker.getByRole('link', { name: 'Test run' }).click()
  const number = maker.getByLabel('Top n')
  await expect(maker.getByText('2026-10-31')).toBeVisible()
  await expect(maker.getByText('Include returns')).toHaveCount(0)
  await expect(number).toBeHidden()
  await maker.getByRole('radio', { name: 'Europe' }).check()
  await expect(number).toBeVisible()
  await number.fill('7')
  await maker.getByRole('radio', { name: 'Asia' }).check()
  await expect(number).toBeHidden()
  await maker.getByRole('radio', { name: 'Europe' }).check()
  await expect(number).toHaveValue('7')
  await press(maker)
  await expect(runStatus(maker)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(maker.getByText('Yes (fixed by the flow)')).toBeVisible()
  const values = { region: 'EMEA', as_of: '2026-10-31', top_n: '7', include_returns: 'true' }
  expect((await startedRuns()).map((run) => run.job_parameters)).toEqual([values])
})

test('without scripts every field is there with its condition, and the server decides', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('refresh-sales', 100)
  const maker = await openAs(MAKER, { javaScriptEnabled: false })
  await beginDraft(maker)
  await describeFields(maker, false)
  await maker.getByRole('link', { name: 'Top n' }).click()
  await maker.getByLabel('Has to be filled in').check()
  await save(maker)
  await maker.getByRole('link', { name: 'Test run' }).click()
  await expect(maker.getByText('Only when “Region” is Europe.')).toBeVisible()
  await maker.getByRole('radio', { name: 'Europe' }).check()
  await maker.getByLabel('Top n').fill('')
  await maker.getByRole('button', { name: 'Run flow' }).click()
  await expect(maker.getByLabel('Top n')).toHaveAccessibleDescription('Fill this in.')
  await maker.getByRole('radio', { name: 'Asia' }).check()
  await maker.getByLabel('Top n').fill('33')
  await press(maker)
  // What was typed is left out, so the job's own default stands.
  const values = { region: 'APAC', as_of: '2026-10-31', top_n: '10', include_returns: 'true' }
  expect((await startedRuns()).map((run) => run.job_parameters)).toEqual([values])
})
