import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'
const STATEMENT = 'SELECT order_id, product FROM orders WHERE region = :region ORDER BY order_id LIMIT 3'

test('a maker writes a statement, its form writes itself, and a colleague gets the rows', async ({ openAs }) => {
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new')
  await maker.getByRole('button', { name: 'Write a SQL statement instead' }).click()
  await expect(maker.getByText('Choose the warehouse that runs the statement')).toBeVisible()
  await maker.getByLabel('Warehouse').selectOption('Sales analytics')
  await maker.getByRole('textbox', { name: 'Statement' }).fill(STATEMENT)
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await expect(maker.getByLabel(':region: where from')).toHaveValue('field:region')
  await maker.getByLabel(':region: type').selectOption('Text')
  await maker.getByRole('link', { name: 'People', exact: true }).click()
  await maker.getByLabel('User of this portal', { exact: true }).check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version')).toBeVisible()
  const path = await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')

  const user = await openAs(USER)
  await user.goto(path ?? '')
  await expect(user.getByText(/^Started by .+, runs as user@contoso\.example$/)).toBeVisible()
  await user.getByLabel('region').fill('EMEA')
  await press(user)
  await expect(runStatus(user)).toHaveText('Succeeded', { timeout: 30_000 })
  const table = user.getByRole('table', { name: 'Result of statement' })
  await expect(table.getByRole('row')).toHaveCount(4)
  await expect(table).toContainText('Desk lamp')
  const [download] = await Promise.all([
    user.waitForEvent('download'),
    user.getByRole('link', { name: 'Download the result of statement' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('statement.csv')
})

test('without scripts: what is wrong with a statement is said beside it, and nothing is saved', async ({
  openAs,
}) => {
  const maker = await openAs(MAKER, { javaScriptEnabled: false })
  await maker.goto('/make/flows/new')
  await maker.getByRole('button', { name: 'Write a SQL statement instead' }).click()
  await maker.locator('form:has([name="statement"])').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await maker.getByRole('textbox', { name: 'Statement' }).fill('SELECT 1')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Choose a warehouse.').first()).toBeVisible()
  await expect(maker.getByRole('textbox', { name: 'Statement' })).toHaveValue('SELECT 1')
  await maker.getByLabel('Warehouse').selectOption('Sales analytics')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('link', { name: 'Test run' }).click()
  await press(maker)
  await expect(maker.getByText('(test run)')).toBeVisible()
})
