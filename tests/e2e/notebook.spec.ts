import { readFile } from 'node:fs/promises'
import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

test('a notebook is seen as it ran, on a page where no script of it runs, and taken along as a file (IO-9)', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes('refresh-sales', 100)
  const page = await openAs('user@contoso.example')
  const runId = await pressFlow(page, 'refresh-sales')
  await expect(runStatus(page)).toHaveText('Succeeded')
  await page.goto(`/runs/${runId}?task=refresh_sales`)
  const opens = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Notebook as it ran, Attempt 1, opens a tab' }).click()
  const notebook = await opens
  await expect(notebook.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(notebook).toHaveTitle(/ - Databricks$/)
  expect(await notebook.content()).toContain('script ran')

  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save the notebook, Attempt 1' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toMatch(/^\w+\.html$/)
  expect(await readFile(await saved.path(), 'utf8')).toContain('<!DOCTYPE html>')
})
