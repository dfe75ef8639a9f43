import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
const PROOF = 'Who acted, from the click to the result'

const hop = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Steps of the proof' }).getByRole('row').filter({ hasText: name })

test('a run is proved from the click to its result, with who acted at each step, to the sign-in log and back, and as a file', async ({
  page,
  signInAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('ping-lakehouse', 100)
  await signInAs(USER)
  const runId = await pressFlow(page, 'ping-lakehouse')
  await expect(runStatus(page)).toHaveText('Succeeded')
  const [ran] = await startedRuns()
  await page.getByRole('link', { name: PROOF }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Proof')

  const pressed = hop(page, 'Signed in to Lakeport')
  await expect(pressed).toContainText(USER)
  const token = hop(page, 'user_impersonation').last()
  await expect(token).toContainText('The person’s own token')
  await expect(token).toContainText(/Correlation id\s*[0-9a-f-]{36}/)
  const call = hop(page, 'Databricks called')
  await expect(call).toContainText('POST /api/2.2/jobs/run-now')
  await expect(call).toContainText(/Databricks request id\s*\S+/)
  await expect(call).toContainText(new RegExp(`Named as its creator\\s*${USER}`))
  await expect(call).toContainText(String(ran?.run_id))
  const began = hop(page, 'Databricks began')
  await expect(began).toContainText('The identity that the job runs as')
  await expect(began).toContainText('maker@contoso.example')
  await expect(hop(page, 'Result kept')).toContainText('Succeeded')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export JSON' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toContain(String(ran?.run_id))
  expect(text).toContain('user_impersonation')
  expect(text).not.toMatch(/eyJ[\w-]{10}/)

  await token.getByRole('link', { name: 'Sign-in log' }).click()
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Proof')
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Run \d+$/ })
    .first()
    .click()
  await page.waitForURL(`**/runs/${runId}`)
})
