import { expect, test } from '../support/fixtures.ts'
import { signIn } from '../support/portal-pages.ts'
import { pressFlow } from '../support/run-pages.ts'

test('an Admin looks at a person, at their access and home, and signs them out everywhere at once', async ({
  page,
  browser,
  stack,
  signInAs,
}) => {
  const theirs = await browser.newContext({ baseURL: stack.portalUrl })
  const user = await theirs.newPage()
  await signIn(user, 'user@contoso.example')
  // Before their first press they have no connection, and nothing is asked for them.
  await pressFlow(user, 'ping-lakehouse')
  await user.goto('/flows/ping-lakehouse')
  await signInAs('admin@contoso.example')

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
  await page.getByRole('search', { name: 'Filters' }).getByLabel('Search').fill('user@')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.waitForURL(/[?&]q=user/)
  await page.getByRole('link', { name: 'Demo User', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Demo User')
  await expect(page.getByText('App roles of Entra ID')).toBeVisible()

  await page.getByRole('link', { name: 'Effective access' }).click()
  const row = page.getByRole('row').filter({ has: page.locator('a[href$="flow=ping-lakehouse"]') })
  await expect(row).toContainText('Everybody with the role User')
  await row.getByRole('rowheader').getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'What their own token showed' })).toBeVisible()
  // Their page was there before the workspace had answered them, and what it did not answer in time is asked anew by a reload.
  await expect(async () => {
    await user.reload()
    await page.reload()
    await expect(page.getByText('They can view the job')).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Ask Databricks with my own token' }).click()
  await expect(page.getByText('Given to groups')).toBeVisible()

  await page.goBack()
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').last().click()
  await page.getByRole('link', { name: 'Home as they see it' }).click()
  const run = page.getByRole('button', { name: /^Run / }).first()
  await expect(run).toBeDisabled()

  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').last().click()
  await page.getByRole('button', { name: 'Revoke all sessions' }).click()
  await expect(page.getByText(/sessions? (was|were) revoked\./)).toBeVisible()
  await expect(page.getByText('No session lives.')).toBeVisible()
  await user.goto('/runs')
  await expect(user).toHaveURL(/\/sign-in/)
  await theirs.close()
})
