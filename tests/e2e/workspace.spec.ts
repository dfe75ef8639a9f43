import { expect, test } from '../support/scenario.ts'

const WITHOUT_SCRIPTS = { javaScriptEnabled: false }

test('a person looks at jobs, warehouses and clusters as Databricks shows them to that person, also without scripts', async ({
  openAs,
}) => {
  const page = await openAs('user@contoso.example', WITHOUT_SCRIPTS)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Workspace' }).click()
  await expect(page.getByRole('heading', { name: 'Workspace' })).toBeVisible()
  await expect(page.getByText('as Databricks shows it to user@contoso.example')).toBeVisible()
  const jobs = page.getByRole('table', { name: 'Jobs' })
  // Six of the samples; other stories may have left jobs of their own.
  await expect(jobs.getByRole('row').nth(6)).toBeVisible()
  const link = jobs.getByRole('link', { name: 'Refresh sales figures, opens in Databricks' })
  await expect(link).toHaveAttribute('href', /\/jobs\/410000000000001$/)
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')

  await page.getByRole('searchbox', { name: 'Search jobs' }).fill('SALES fig')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(jobs.getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await expect(jobs.getByRole('row').nth(6)).toBeVisible()

  await page.getByRole('link', { name: 'Warehouses' }).click()
  const warehouse = page.getByRole('table', { name: 'Warehouses' }).getByRole('row', { name: /Sales analytics/ })
  await expect(warehouse).toContainText('Running')
  await expect(warehouse).toContainText('maker@contoso.example')
  await page.getByRole('link', { name: 'Clusters' }).click()
  await expect(page.getByRole('table', { name: 'Clusters' })).toContainText('Shared analysis')
})

test('a maker goes on from a job to a flow that is made from it; nobody else is offered that', async ({ openAs }) => {
  const maker = await openAs('maker@contoso.example')
  await maker.goto('/workspace')
  await maker.getByRole('link', { name: 'Make a flow from this: Publish price list' }).click()
  await expect(maker).toHaveURL(/\/make\/flows\/new\?connector=azure-databricks&job=410000000000005$/)
  await expect(maker.getByRole('table').getByRole('row')).toHaveCount(2)
  const user = await openAs('user@contoso.example')
  await user.goto('/workspace')
  await expect(user.getByRole('table', { name: 'Jobs' })).toBeVisible()
  await expect(user.getByRole('link', { name: /Make a flow/ })).toHaveCount(0)
})

test('what Databricks refuses is said in words, with the identity that was used', async ({ openAs, emulator }) => {
  const outsider = await openAs('outsider@contoso.example')
  expect((await outsider.goto('/workspace'))?.status()).toBe(200)
  const refusal = outsider.getByRole('main').getByRole('alert')
  await expect(refusal).toContainText('Your account is not in this Databricks workspace.')
  await expect(refusal).toContainText('Databricks was asked as outsider@contoso.example.')
  await expect(outsider.getByRole('table')).toBeHidden()

  const page = await openAs('user@contoso.example')
  const body = { error_code: 'PERMISSION_DENIED', message: 'Clusters are not for you.' }
  await emulator.databricks.addFault({ match: 'GET /api/2.1/clusters/list', status: 403, body })
  await page.goto('/workspace?tab=clusters')
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'Databricks was asked as user@contoso.example. Databricks says: Clusters are not for you.',
  )
  await page.getByRole('link', { name: 'Refresh' }).click()
  await expect(page.getByRole('table', { name: 'Clusters' })).toContainText('Shared analysis')
})
