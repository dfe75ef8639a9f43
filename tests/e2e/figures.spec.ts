import type { Locator, Page } from 'playwright/test'
import { pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const QUICK = 100

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} scripts: runs are told in figures, and each day leads to its list`, async ({
    openAs,
    taskTimes,
  }) => {
    await taskTimes('ping-lakehouse', QUICK)
    const user = await openAs('user@contoso.example')
    const runId = await pressFlow(user, 'ping-lakehouse')
    await expect(runStatus(user)).toHaveText('Succeeded')

    const page = javaScriptEnabled ? user : await openAs('user@contoso.example', { javaScriptEnabled })
    await page.goto('/runs?flow=ping-lakehouse')
    await page.getByRole('link', { name: 'In figures' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My runs in figures')
    await untilShown(page, page.getByRole('table', { name: 'Runs by day' }))
    await expect(page.getByLabel('Flow')).toHaveValue('ping-lakehouse')
    await expect(figureOf(page, 'Runs')).toHaveText(/^[1-9]/)
    await expect(figureOf(page, 'Success rate')).toHaveText(/^\d+ %|^over 99 %/)
    await expect(page.getByRole('figure', { name: 'Mean time by day' })).toContainText('Highest:')
    const days = page.getByRole('table', { name: 'Runs by day' })
    await days
      .getByRole('link', { name: /^\d{4}-\d\d-\d\d: [1-9]\d* runs?/ })
      .last()
      .click()
    await expect(page).toHaveURL(/\/runs\?flow=ping-lakehouse&from=(\d{4}-\d\d-\d\d)&to=\1$/)
    await expect(rowOf(page, runId)).toBeVisible()

    // Others are told how it goes, and not how much it is used and when.
    await page.goto('/flows/ping-lakehouse')
    await expect(page.getByRole('region', { name: 'Last 30 days' })).toContainText(
      /^Last 30 days\s*(Too few|Success rate)/,
    )
    const maker = await openAs('maker@contoso.example', { javaScriptEnabled })
    await maker.goto('/flows/ping-lakehouse')
    const health = maker.getByRole('region', { name: 'Last 30 days' })
    await expect(health).toContainText(/\d+ runs? by everybody\. Success rate: /)
    await expect(health.getByRole('table', { name: 'Runs by day' })).toBeVisible()
  })
}

test('an Admin sees the busiest flows and people, and goes from one to its figures', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes('ping-lakehouse', QUICK)
  const user = await openAs('user@contoso.example')
  await pressFlow(user, 'ping-lakehouse')
  await expect(runStatus(user)).toHaveText('Succeeded')
  await user.goto('/admin/runs/figures')
  await expect(user.getByRole('table', { name: 'Busiest people' })).toHaveCount(0)

  const admin = await openAs('admin@contoso.example')
  await admin.goto('/admin/runs')
  await admin.getByRole('link', { name: 'In figures' }).click()
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('All runs in figures')
  const people = admin.getByRole('table', { name: 'Busiest people' })
  await untilShown(admin, people)
  await expect(people.getByRole('row').nth(1)).toContainText(/[1-9]/)
  await expect(admin.getByRole('figure', { name: 'How long runs took' })).toContainText('from the press to the end')
  await admin.getByLabel('Days').selectOption('90')
  await admin.waitForURL(/days=90/)
  await admin.getByRole('table', { name: 'Busiest flows' }).getByRole('link', { name: 'Ping the lakehouse' }).click()
  await admin.waitForURL('**/admin/runs/figures?days=90&flow=ping-lakehouse')
  await expect(admin.getByRole('table', { name: 'Busiest flows' })).toHaveCount(0)
})

test('a flow shows the runs of its job, and says which of them were started elsewhere', async ({
  openAs,
  emulator,
}) => {
  const page = await openAs('user@contoso.example')
  const runId = await pressFlow(page, 'ping-lakehouse')
  await expect(runStatus(page)).not.toHaveText('Waiting')
  const here = (await emulator.databricks.runs()).at(-1)
  const elsewhere = await fetch(`${emulator.databricks.url}/api/2.2/jobs/run-now`, {
    method: 'POST',
    headers: { authorization: 'Bearer dapi-demo-maker', 'content-type': 'application/json' },
    body: JSON.stringify({ job_id: Number(here?.job_id) }),
  })
  const { run_id: other } = (await elsewhere.json()) as { run_id: number }

  await page.goto('/flows/ping-lakehouse')
  await page.getByRole('link', { name: 'Runs of the job' }).click()
  const row = (id: string | number | undefined) => page.getByRole('row').filter({ hasText: String(id) })
  await expect(row(here?.run_id)).toContainText('Started here')
  await expect(row(other)).toContainText('Started elsewhere')
  await expect(row(other)).toContainText('maker@contoso.example')
  await expect(row(other).getByRole('link', { name: `${other}, opens Databricks` })).toHaveAttribute(
    'target',
    '_blank',
  )
  await row(here?.run_id).getByRole('link').click()
  await page.waitForURL(`**/runs/${runId}`)
})

/** A run counts once all of it is stored, a little later than its status is known. */
async function untilShown(page: Page, shown: Locator): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(shown).toBeVisible({ timeout: 1_000 })
  }).toPass()
}

function figureOf(page: Page, label: string) {
  return page.getByRole('region', { name: 'At a glance' }).locator('dt', { hasText: label }).locator('+ dd').first()
}
