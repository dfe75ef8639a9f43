import { expect, test } from '../support/fixtures.ts'

test('an Admin reads what the portal runs with, and what it keeps', async ({ page, signInAs, stack }) => {
  await signInAs('admin@contoso.example')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  const row = (group: string, name: RegExp) =>
    page.getByRole('table', { name: group }).getByRole('row').filter({ hasText: name })
  await expect(row('Portal', /Public origin/)).toContainText(stack.portalUrl)
  await expect(row('Portal', /Public origin/)).toContainText('NEXTAUTH_URL: set')
  await expect(row('Portal', /Session key/)).toContainText('Set')
  await expect(row('Retention', /LAKEPORT_KEEP_AUDIT_DAYS/)).toContainText('365 days')
  await expect(row('Retention', /LAKEPORT_KEEP_AUDIT_DAYS/)).toContainText('default')
  await expect(row('E-mail, Teams and webhook', /LAKEPORT_TEAMS_URL/)).toContainText('Not set')
  await expect(page.getByRole('region', { name: 'This process' })).toContainText(/PostgreSQL \d+/)

  await page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Storage' }).click()
  await expect(page).toHaveURL(/part=storage/)
  await expect(row('Storage', /Audit log/)).toContainText('365 days (LAKEPORT_KEEP_AUDIT_DAYS)')
  await expect(row('Storage', /Flows, connectors, people/)).toContainText('Until somebody deletes it')
})

test('the settings are for Admins: others have no link to them and are refused', async ({ page, signInAs }) => {
  await signInAs('maker@contoso.example')
  const main = page.getByRole('navigation', { name: 'Main' })
  await expect(main.getByRole('link', { name: 'My runs' })).toBeVisible()
  await expect(main.getByRole('link', { name: 'Settings' })).toHaveCount(0)
  for (const path of ['/admin/settings', '/admin/settings?part=storage']) {
    const answer = await page.goto(path)
    expect(answer?.status()).toBe(403)
    await expect(page.getByRole('table')).toHaveCount(0)
  }
})
