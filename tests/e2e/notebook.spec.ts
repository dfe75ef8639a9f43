import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { pressFlow, runStatus } from '../support/run-pages.ts'
import { jobOf, restoreTimes } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const FLOW = 'refresh-sales'
/** Whatever of it a browser obeyed would ask for this address. */
const LURE = '/lured'
const PAYLOAD = `<img src=${LURE}?img onerror="fetch('${LURE}?err')"><script>fetch('${LURE}?script')</script>`

test.afterEach(async ({ emulator: { databricks } }) => {
  await databricks.script(jobOf(FLOW), { tasks: { refresh_sales: { outcome: 'SUCCESS' } } })
  await restoreTimes(databricks, FLOW)
})

async function openNotebook(page: Page): Promise<string> {
  const runId = await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText(/Succeeded|Failed/)
  await page.goto(`/runs/${runId}?task=refresh_sales`)
  await page.getByRole('link', { name: 'Notebook as it ran, Attempt 1' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'refresh_sales' })).toBeVisible()
  return runId
}

test('a notebook that draws itself with scripts is read on a page of the portal, and taken along as a file', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes(FLOW, 100)
  const page = await openAs('user@contoso.example')
  const runId = await openNotebook(page)
  await expect(page.getByRole('heading', { level: 2, name: 'refresh_sales' })).toBeVisible()
  await expect(page.getByText('print(figures.count(), "rows")')).toBeVisible()
  await expect(page.getByRole('log', { name: 'Output 1 of Cell 2' })).toHaveText('4120 rows')
  const regions = page.getByRole('region', { name: 'Cell 3: Largest regions' })
  await expect(regions.getByRole('cell', { name: '92770' })).toBeVisible()
  await expect(page.getByRole('log', { name: 'Output 1 of Cell 4' })).toHaveText('Checks3 of 3 have passed.')

  const opens = page.waitForEvent('popup')
  await page.getByRole('link', { name: /^Open Output 1 of Cell 4 as a page/ }).click()
  await expect((await opens).getByRole('heading', { name: 'Checks' })).toBeVisible()

  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save the notebook' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toMatch(/^\w+\.html$/)
  expect(await readFile(await saved.path(), 'utf8')).toContain('__DATABRICKS_NOTEBOOK_MODEL')
  await page.getByRole('link', { name: /^Run \d/ }).click()
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}$`))
})

test('nothing in a notebook does anything, on the page, in one of its outputs, or as Databricks exports it (IO-9)', async ({
  openAs,
  emulator: { databricks },
}) => {
  await databricks.script(jobOf(FLOW), { tasks: { refresh_sales: { durationMs: 100, result: PAYLOAD } } })
  const page = await openAs('user@contoso.example')
  const found: string[] = []
  page.context().on('response', (response) => {
    if (response.url().includes(LURE)) found.push(response.url())
  })
  const runId = await openNotebook(page)
  const link = page.getByRole('link', { name: /^Open Output 1 of Cell 5 as a page/ })
  const address = (await link.getAttribute('href')) ?? ''
  expect(await page.locator('img').count()).toBe(0)
  const part = await page.goto(address)
  expect(part?.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none';/)
  expect(await page.content()).toContain(`${LURE}?script`)
  const exported = await page.goto(address.replace(/&.*/, ''))
  expect(exported?.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none';/)
  await expect(page).toHaveTitle(/ - Databricks$/)

  await databricks.script(jobOf(FLOW), {
    tasks: { refresh_sales: { durationMs: 100, outcome: 'FAILED', error: PAYLOAD, errorTrace: `at ${PAYLOAD}` } },
  })
  expect(await openNotebook(page)).not.toBe(runId)
  await expect(page.getByRole('alert').filter({ hasText: PAYLOAD })).toBeVisible()
  await expect(page.getByRole('log', { name: 'Trace of Cell 5' })).toHaveText(`at ${PAYLOAD}`)
  expect(found).toEqual([])
})

test('a browser that is refused a notebook or a result is told so in words, and a program by a code', async ({
  openAs,
  taskTimes,
  emulator: { databricks },
}) => {
  await taskTimes(FLOW, 100)
  const page = await openAs('user@contoso.example')
  const runId = await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded')
  const nothing = `/api/runs/${runId}/output?task=nothing`
  expect((await page.goto(nothing))?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1, name: 'There is nothing here for you.' })).toBeVisible()
  const answer = await page.request.get(nothing, { headers: { accept: '*/*' } })
  expect([answer.status(), await answer.json()]).toEqual([404, { code: 'not_found' }])

  await page.goto(`/runs/${runId}?task=refresh_sales`)
  const file = await page.getByRole('link', { name: 'Save the notebook, Attempt 1' }).getAttribute('href')
  await databricks.addFault({ match: 'GET /api/2.2/jobs/runs/export', status: 403, times: 1 })
  expect((await page.goto(file ?? ''))?.status()).toBeGreaterThanOrEqual(400)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.getByRole('link', { name: 'Go back to the run' }).click()
  await expect(runStatus(page)).toHaveText('Succeeded')
})
