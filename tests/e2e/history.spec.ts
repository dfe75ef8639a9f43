import { pressFlow } from '../support/run-pages'
import { expect, test } from '../support/scenario'

for (const javaScriptEnabled of [true, false]) {
  test(`a history is filtered, shown with another column and kept as a view, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({
    openAs,
  }) => {
    const page = await openAs('user@contoso.example', { javaScriptEnabled })
    const runId = await pressFlow(page, 'ping-lakehouse')
    await page.goto('/runs')
    await page.getByText('More filters').click()
    await page.getByLabel('Took at most').fill('2 h')
    await page.getByRole('checkbox', { name: 'Skipped' }).check()
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page).toHaveURL(/atMost=/)
    await expect(page.getByText('No run fits these filters.')).toBeVisible()
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await expect(page.locator(`a[href="/runs/${runId}"]`)).toBeVisible()

    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Workspace' }).check()
    await page.getByRole('button', { name: 'Show these columns' }).click()
    await expect(page.getByRole('columnheader', { name: 'Workspace' })).toBeVisible()

    const name = `Mine ${javaScriptEnabled}`
    await page.getByText('Saved views').click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByRole('button', { name: 'Save this list as a view' }).click()
    await expect(page.getByRole('link', { name })).toBeVisible()
    await page.getByRole('button', { name: `Delete: ${name}` }).click()
    await expect(page.getByRole('link', { name })).toBeHidden()
  })
}
