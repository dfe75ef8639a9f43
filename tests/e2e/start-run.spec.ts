import { expect, test } from '../support/scenario.ts'

test('a person runs a flow and watches it succeed without a reload', async ({ page, signInAs, taskTimes }) => {
  await taskTimes('refresh-sales', 4_000)
  await signInAs('user@contoso.example')
  await page.getByRole('link', { name: 'Run Refresh sales figures' }).first().click()
  await expect(page.getByText('Started by Demo User')).toBeVisible()
  await page.getByRole('button', { name: 'Run flow' }).click()

  const status = page.getByRole('status', { name: 'Run status' })
  await expect(status).toHaveText('Running')
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  await expect(status).toHaveText('Succeeded', { timeout: 45_000 })
  expect(loads).toBe(0)
  await expect(page.getByRole('table').filter({ hasText: 'Office chair B' })).toBeVisible()

  const runPath = new URL(page.url()).pathname
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My runs' }).click()
  const row = page.getByRole('row').filter({ has: page.locator(`a[href="${runPath}"]`) })
  await expect(row).toContainText('Refresh sales figures')
  await expect(row).toContainText('Succeeded')

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click()
  const card = page.locator('article').filter({ has: page.getByRole('heading', { name: 'Refresh sales figures' }) })
  await card.first().getByRole('link', { name: 'Succeeded' }).click()
  await expect(page).toHaveURL(runPath)
  await expect(page.getByRole('status', { name: 'Run status' })).toHaveText('Succeeded')
})
