import type { Page } from 'playwright/test'
import { expect, test } from '../support/scenario.ts'

const MAKER = 'maker@contoso.example'

async function save(maker: Page): Promise<void> {
  await maker.getByRole('button', { name: 'Save' }).first().click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
}

async function beginFromSales(maker: Page): Promise<void> {
  await maker.goto('/make/flows/new?q=sales')
  await maker.getByRole('button', { name: 'Make a flow from' }).first().click()
  await maker.getByRole('link', { name: 'Job', exact: true }).click()
}

async function addJob(maker: Page, name: string): Promise<void> {
  await maker.getByRole('link', { name: 'Add a step' }).click()
  await maker.getByLabel('Name or id of the job').fill(name)
  await maker.getByRole('button', { name: 'Find' }).click()
  await maker.getByRole('button', { name: `Add a step that starts ${name}` }).click()
  await expect(maker.getByRole('heading', { name: `What ${name} does` })).toBeVisible()
}

async function addStatement(maker: Page, statement: string): Promise<void> {
  await maker.getByRole('link', { name: 'Add a step' }).click()
  await maker.getByRole('button', { name: 'Add a SQL statement' }).click()
  await maker.getByLabel('Warehouse').selectOption('Sales analytics')
  await maker.getByRole('textbox', { name: 'Statement' }).fill(statement)
  await save(maker)
}

test('a maker makes a flow of a job, a statement that reads its result, and a job for when that fails', async ({
  openAs,
}) => {
  const maker = await openAs(MAKER)
  await beginFromSales(maker)
  await addStatement(maker, 'SELECT count(*) AS orders FROM orders WHERE region = :region AND note = :note')
  const rows = maker.getByRole('table', { name: 'The steps of the flow, in their order.' }).getByRole('row')
  await expect(rows).toHaveCount(3)
  await maker.getByLabel(':note: where from').selectOption('What “Step 1” gave back')
  await save(maker)
  await expect(maker.getByLabel(':note: where from')).toHaveValue('result:value:Step 1')

  await addJob(maker, 'Ping the lakehouse')
  await maker.getByLabel('Name of the step').fill('Tell the team')
  await maker.getByLabel('has succeeded').uncheck()
  await maker.getByLabel('has failed').check()
  await maker.getByLabel('Repeat it, each time after the same pause').check()
  await maker.getByLabel('Repeat it at most so many times').fill('2')
  await maker.getByLabel('Time limit in minutes').fill('15')
  await maker.locator('form:has([name="retry"])').getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  const last = rows.filter({ hasText: 'Tell the team' })
  await expect(last).toContainText('Starts the job Ping the lakehouse')
  await expect(last).toContainText('After failure')
  await expect(last).toContainText('Repeated up to 2 times, every 60 s. At most 15 min')

  await maker.getByRole('link', { name: 'People', exact: true }).first().click()
  await maker.getByLabel('User of this portal', { exact: true }).check()
  await save(maker)
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version 1.')).toBeVisible()
  await maker.getByRole('link', { name: 'Open the button' }).click()
  for (const step of ['1. Step 1', '2. SQL statement', '3. Tell the team']) {
    await expect(maker.getByText(step)).toBeVisible()
  }
})

test('without scripts: steps change places only where their results allow it, and one that goes says what goes along', async ({
  openAs,
}) => {
  const maker = await openAs(MAKER, { javaScriptEnabled: false })
  await beginFromSales(maker)
  await addStatement(maker, 'SELECT 1 WHERE :rows IS NULL')
  await maker.getByLabel(':rows: where from').selectOption('What “Step 1” gave back')
  await save(maker)
  await maker.getByRole('button', { name: 'Move SQL statement up' }).click()
  await expect(maker.getByRole('main')).toContainText('takes a result of a step that would come after it')
  await maker.getByLabel('Name of the step').fill('Count')
  await maker.locator('form:has([name="retry"])').getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByRole('heading', { name: 'What Count does' })).toBeVisible()
  await maker.getByRole('button', { name: 'Remove Step 1' }).click()
  await expect(maker.getByText('One parameter took a result of it.')).toBeVisible()
  await expect(maker.getByText('The statement has the parameter “:rows”, which nothing fills yet.')).toBeVisible()
  await expect(maker.getByRole('link', { name: 'Statement', exact: true })).toBeVisible()
})

test('a maker limits how many runs of a flow go at once, and takes the limit away again', async ({ openAs }) => {
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await maker.getByLabel('Runs at once').fill('1')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Enter a whole number from 0 to 100.').first()).toBeVisible()
  await maker.getByLabel('May wait').fill('5')
  await save(maker)
  await maker.reload()
  await expect(maker.getByLabel('May wait')).toHaveValue('5')
  await maker.getByLabel('Runs at once').fill('')
  await maker.getByLabel('May wait').fill('')
  await save(maker)
  await expect(maker.getByLabel('Runs at once')).toHaveValue('')
})
