import type { Page } from 'playwright/test'
import { press } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'
import { findingsOf } from '../tour/look-at.ts'

const MAKER = 'maker@contoso.example'
const REGIONS = 'SELECT code, name FROM contoso.sales.regions'
const PRODUCTS = 'SELECT DISTINCT product FROM contoso.sales.orders WHERE region = :region'

async function save(maker: Page): Promise<void> {
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
}

async function readFrom(maker: Page, name: string, statement: string): Promise<void> {
  await maker.getByRole('link', { name, exact: true }).click()
  await maker.getByLabel('Type').selectOption('Choice')
  await maker.getByLabel('A SQL statement, run as the person').check()
  await maker.getByLabel('SQL statement', { exact: true }).fill(statement)
  await maker.getByLabel('SQL warehouse').fill('a1b2c3d4e5f60718')
  const preset = maker.getByLabel('Filled with at first')
  await preset.fill('')
  await save(maker)
}

/** The region and what is counted are read; the latter depends on the region. */
async function beginDraft(maker: Page): Promise<void> {
  await maker.goto('/make/flows/new?q=sales')
  await maker.getByRole('button', { name: 'Make a flow from' }).first().click()
  await maker.getByRole('link', { name: 'Fields' }).click()
  await readFrom(maker, 'Region', REGIONS)
  await readFrom(maker, 'Top n', PRODUCTS)
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })

async function openTest(maker: Page): Promise<void> {
  await maker.getByRole('link', { name: 'Test run' }).click()
  await maker.waitForURL(/\/test$/)
}

test('choices are read as the person, follow other fields, and may fail without losing what was typed', async ({
  openAs,
  emulator,
  startedRuns,
  taskTimes,
}) => {
  await taskTimes('refresh-sales', 100)
  const maker = await openAs(MAKER)
  await beginDraft(maker)
  await maker.getByRole('link', { name: 'Top n', exact: true }).click()
  await expect(maker.getByLabel('SQL warehouse')).toHaveValue('a1b2c3d4e5f60718')
  await expect(maker.getByText('The choices are read when somebody opens the form.').first()).toBeVisible()
  await openTest(maker)
  const product = field(maker, 'Top n')
  await expect(product).toHaveAccessibleDescription('Fill in “Region” first: the choices depend on it.')
  await field(maker, 'As of').fill('2026-05-05')

  await emulator.databricks.addFault({ match: 'POST /api/2.0/sql/statements', status: 403, times: 1, body: {} })
  await field(maker, 'Region').selectOption('Asia and Pacific')
  await expect(product).toHaveAccessibleDescription(/The choices could not be read/)
  expect(await findingsOf(maker, ['light', 'dark', 'contrast'])).toEqual([])
  await maker.getByRole('button', { name: 'Load the choices of “Top n” again' }).click()
  await expect(product.getByRole('option', { name: 'Office chair' })).toBeAttached()
  await expect(field(maker, 'As of')).toHaveValue('2026-05-05')
  await expect(field(maker, 'Region')).toHaveValue('APAC')
  await product.selectOption('Office chair')
  await press(maker)
  expect((await startedRuns()).map((run) => run.job_parameters)).toMatchObject([
    { region: 'APAC', top_n: 'Office chair' },
  ])
  const sent = (await emulator.databricks.statements()).filter(({ statement }) => statement === PRODUCTS)
  expect(new Set(sent.map(({ user_name }) => user_name))).toEqual(new Set([MAKER]))
})

test('without scripts a button reads the choices, and the form keeps what was typed', async ({
  openAs,
  startedRuns,
  taskTimes,
}) => {
  await taskTimes('refresh-sales', 100)
  const scripted = await openAs(MAKER)
  await beginDraft(scripted)
  await openTest(scripted)
  const maker = await openAs(MAKER, { javaScriptEnabled: false })
  await maker.goto(scripted.url())
  await field(maker, 'As of').fill('2026-05-05')
  await field(maker, 'Region').selectOption('Americas')
  await maker.getByRole('button', { name: 'Load the choices of “Top n” again' }).click()
  await expect(field(maker, 'Region')).toHaveValue('AMER')
  await expect(field(maker, 'As of')).toHaveValue('2026-05-05')
  await field(maker, 'Top n').selectOption('Desk lamp')
  await field(maker, 'Region').selectOption('Asia and Pacific')
  await press(maker)
  expect((await startedRuns()).map((run) => run.job_parameters)).toMatchObject([
    { region: 'APAC', as_of: '2026-05-05', top_n: 'Desk lamp' },
  ])
})
