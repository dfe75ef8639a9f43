import type { Page } from 'playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { signIn } from '../support/portal-pages.ts'

const PING_JOB = '410000000000006'
const ADMIN = 'admin@contoso.example'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('an Admin makes a connector from blank and gets Status 200 with a Job ID', async ({
      page,
      stack,
      emulator,
    }) => {
      await signIn(page, ADMIN)
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors' }).click()
      await makeConnector(page, javaScriptEnabled ? 'Lakehouse' : 'Lakehouse without scripts', stack.databricksUrl)
      await describeAction(page)
      const before = (await emulator.databricks.runs()).length
      await tryAction(page)
      await expect(page.getByText('Status 200').first()).toBeVisible()
      await expect(page.getByRole('group', { name: 'Body of the response' })).toContainText('run_id')
      await expect(page.getByText('The body fits the schema.')).toBeVisible()
      const runs = await emulator.databricks.runs()
      expect(runs.length).toBe(before + 1)
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors' }).click()
      await expect(
        page
          .getByRole('row', { name: /^Lakehouse/ })
          .filter({ hasText: '200' })
          .first(),
      ).toBeVisible()
    })
  })
}

/** Name, General, Security: the host of nobody is refused first, and what was typed stays. */
async function makeConnector(page: Page, name: string, workspace: string): Promise<void> {
  await page.getByRole('link', { name: 'New connector' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('HTTP, for an emulator').check()
  await page.getByLabel('None yet').check()
  await page.getByRole('textbox', { name: 'Description', exact: true }).fill('Starts jobs.')
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill('databricks.example')
  await page.getByRole('button', { name: 'Create connector' }).click()
  await expect(page.getByText('This host may not be called.').first()).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Description', exact: true })).toHaveValue('Starts jobs.')
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(new URL(workspace).host)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await expect(page.getByText('Saved as version 1.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Resource URL', exact: true })).toHaveValue(
    '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
  )
  await expect(page.getByText('/api/auth/callback/azure-ad')).toBeVisible()
  await page.getByRole('link', { name: 'Next: Definition' }).click()
}

async function describeAction(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New action' }).click()
  const form = page.locator('form', { has: page.getByRole('button', { name: 'Import' }) })
  await form.getByRole('textbox', { name: 'Summary', exact: true }).fill('Run a job')
  await form.getByRole('textbox', { name: 'Operation ID', exact: true }).fill('RunJobNow')
  await form.getByLabel('Verb').selectOption('post')
  await form
    .getByRole('textbox', { name: 'URL', exact: true })
    .fill('https://adb-1.2.azuredatabricks.net/api/2.2/jobs/run-now')
  await form.getByRole('textbox', { name: 'Body, as sent', exact: true }).fill(`{"job_id": ${PING_JOB}}`)
  await form.getByRole('textbox', { name: 'Body of the answer, as it came', exact: true }).fill('{"run_id": 7}')
  await form.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByText('Saved as version 2.')).toBeVisible()
  await page.getByRole('link', { name: 'Next: Test' }).click()
}

async function tryAction(page: Page): Promise<void> {
  await page.getByLabel('Run a job').check()
  await page.getByRole('button', { name: 'Choose operation' }).click()
  const job = page.getByRole('combobox', { name: 'job_id', exact: true })
  // Jobs are offered by their names, and an id may be typed.
  await expect(page.locator(`datalist option[value="${PING_JOB}"]`)).toHaveText('Ping the lakehouse')
  await expect(job).toHaveAttribute('list', (await page.locator('datalist').getAttribute('id')) ?? '')
  await job.fill(PING_JOB)
  await page.getByRole('button', { name: 'Test operation' }).click()
  await expect(page.getByText('Tick it if you mean it.').first()).toBeVisible()
  await expect(job).toHaveValue(PING_JOB)
  await page.getByLabel('Yes, really start a run of this job').check()
  await page.getByRole('button', { name: 'Test operation' }).click()
}
