import { expect, test } from '../support/fixtures.ts'

test('an Admin reads who changed what, in words, with before and after and a verified chain', async ({
  page,
  signInAs,
}) => {
  await signInAs('admin@contoso.example')
  await page.goto('/make/flows/ping-lakehouse?part=people')
  await page.getByRole('checkbox', { name: 'Maker', exact: true }).check()
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect(page.getByText('Saved. It counts from now on.')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).click()
  await page.getByLabel('Action').selectOption('Changed who may press a flow')
  await expect(page).toHaveURL(/action=flow.share/)
  const row = page.getByRole('row').filter({ hasText: 'admin@contoso.example' }).first()
  await expect(row.getByRole('link', { name: 'Flow ping-lakehouse' })).toBeVisible()
  await row.getByRole('rowheader').getByRole('link').click()
  const change = page.getByRole('region', { name: 'Change' }).getByRole('table')
  await expect(change.getByRole('columnheader', { name: 'Before' })).toBeVisible()
  await expect(change).toContainText('Portal.Maker')

  await expect(async () => {
    await page.goto('/admin/audit')
    await expect(page.getByText(/Verified up to row \d+ at/)).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export JSON' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^lakeport-audit-\d{4}-\d\d-\d\d\.json$/)
})
