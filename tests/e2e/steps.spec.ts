import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStatus, shownRun } from '../support/run-pages.ts'
import { expect, test as shared } from '../support/scenario.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { complaintsOf, findingsOf, sidewaysScroll } from '../tour/look-at.ts'

const STACK_TIMEOUT_MS = 120_000
const SALES_JOB = '410000000000001'
const PING_JOB = '410000000000006'

const STEPS = [
  { action: 'run_now', name: 'Refresh', jobId: SALES_JOB, jobParameters: { region: { value: 'EMEA' } } },
  {
    action: 'sql',
    name: 'Read a table',
    warehouseId: 'a1b2c3d4e5f60718',
    statement: 'SELECT order_id, product FROM orders WHERE region = :status ORDER BY order_id LIMIT 3',
    parameters: { status: { step: 'Refresh', result: 'status', type: 'STRING' } },
  },
  { action: 'sql', name: 'Fail', warehouseId: 'a1b2c3d4e5f60718', statement: 'SELECT * FROM nothing' },
  { action: 'run_now', name: 'Mend', jobId: PING_JOB, runAfter: ['failed'], wait: false },
  { action: 'run_now', name: 'Never', jobId: PING_JOB, runAfter: ['failed'] },
]

const FLOW = {
  slug: 'in-steps',
  title: 'In steps',
  owner: 'maker@contoso.example',
  steps: STEPS,
  audience: { roles: ['Portal.User'], people: [] },
}

/** A portal with a flow of several steps. */
const test = shared.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'lakeport-flows-'))
      const flowsFile = join(folder, 'flows.json')
      await writeFile(flowsFile, JSON.stringify({ flows: [FLOW] }))
      const stack = await startStack({ flowsFile })
      await use(stack)
      await stack.close()
      await rm(folder, { recursive: true })
    },
    { scope: 'worker', timeout: STACK_TIMEOUT_MS },
  ],
})

test('a person sees the steps before the press, and how each of them went after it', async ({ openAs, emulator }) => {
  const page = await openAs('user@contoso.example')
  const complaints = complaintsOf(page)
  await page.goto('/flows/in-steps')
  const steps = page.getByRole('region', { name: 'Steps' })
  await expect(steps).toContainText('1. Refresh')
  await expect(steps).toContainText('Run a SQL statement, runs as user@contoso.example')
  await page.getByRole('button', { name: 'Run flow' }).click()
  await shownRun(page)
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 60_000 })

  const step = (title: string) => page.getByRole('region', { name: title, exact: true })
  await expect(step('1. Refresh')).toContainText('Succeeded')
  await expect(step('1. Refresh').getByRole('link', { name: 'Open in Databricks' })).toHaveAttribute(
    'href',
    new RegExp(`/jobs/${SALES_JOB}/runs/`),
  )
  await expect(step('1. Refresh').getByRole('list', { name: 'Time line' })).toBeVisible()
  await expect(step('2. Read a table')).toContainText('runs as user@contoso.example')
  await expect(step('3. Fail')).toContainText('TABLE_OR_VIEW_NOT_FOUND')
  await expect(step('4. Mend')).toContainText('Started, not followed')
  await expect(step('4. Mend').getByRole('link', { name: 'Open in Databricks' })).toHaveAttribute(
    'href',
    new RegExp(`/jobs/${PING_JOB}/runs/`),
  )
  await expect(step('5. Never')).toContainText('Skipped')
  expect((await emulator.databricks.runs()).map(({ job_id }) => job_id)).toEqual([SALES_JOB, PING_JOB])

  const download = step('2. Read a table').getByRole('link', {
    name: 'Download the result of statement (Read a table)',
  })
  const answer = await page.request.get((await download.getAttribute('href')) ?? '')
  expect(await answer.text()).toBe('"order_id","product"\r\n')

  expect(await findingsOf(page, ['light', 'dark', 'forced colours'])).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await sidewaysScroll(page)).toBe(0)
  expect(complaints).toEqual([])
})

test('without scripts the steps say the same', async ({ openAs }) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await page.goto('/flows/in-steps')
  await page.getByRole('button', { name: 'Run flow' }).click()
  await shownRun(page)
  await expect(async () => {
    await page.reload()
    await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByRole('region', { name: '5. Never' })).toContainText('Skipped')
})
