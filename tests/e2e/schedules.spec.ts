import { pressFlow } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

for (const [how, context] of [
  ['with scripts', {}],
  ['without scripts', { javaScriptEnabled: false }],
] as const) {
  test(`${how}: a run becomes a schedule that its person agrees to, an Admin stops it, and its person alone goes on with it`, async ({
    openAs,
  }) => {
    const page = await openAs('user@contoso.example', context)
    await pressFlow(page, 'refresh-sales')
    await page.getByRole('link', { name: 'Schedule', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Schedule: Refresh sales figures' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Inputs of each run' })).toContainText(
      'Europe, Middle East and Africa',
    )
    await page.getByLabel('Repeat').selectOption({ label: 'Every week' })
    await page.getByLabel('Time', { exact: true }).fill('07:30')
    await page.getByLabel('Day of the week').selectOption({ label: 'Tuesday' })
    await page.getByLabel('Time zone').selectOption('Europe/Berlin')
    await page.getByRole('button', { name: 'Start the schedule' }).click()
    await expect(page.getByText('Without this nothing can run as you.').first()).toBeVisible()
    await expect(page.getByLabel('Time', { exact: true })).toHaveValue('07:30')
    await page.getByLabel(/^I agree that this flow runs as me, Demo User/).check()
    await page.getByRole('button', { name: 'Start the schedule' }).click()

    await expect(page.getByText('The schedule is on. Its next time is below.')).toBeVisible()
    const row = page.getByRole('row', { name: /Refresh sales figures/ })
    await expect(row).toContainText('Every Tuesday at 07:30 (Europe/Berlin)')
    await expect(row).toContainText('On')

    const admin = await openAs('admin@contoso.example')
    await admin.goto('/schedules?all=1')
    await expect(admin.getByRole('row', { name: /Refresh sales figures/ })).toContainText('Demo User')
    await admin.getByRole('button', { name: 'Turn off: Refresh sales figures' }).click()
    await expect(admin.getByText('The schedule was changed.')).toBeVisible()
    await expect(admin.getByRole('button', { name: 'Turn on: Refresh sales figures' })).toHaveCount(0)

    await page.goto('/schedules')
    await expect(row).toContainText('Off')
    await page.getByRole('button', { name: 'Turn on: Refresh sales figures' }).click()
    await expect(row).toContainText('On')
    await page.getByRole('button', { name: 'Delete: Refresh sales figures' }).click()
    await expect(page.getByText('The schedule is deleted.')).toBeVisible()
    await expect(page.getByText('You have no schedules.')).toBeVisible()
  })
}
