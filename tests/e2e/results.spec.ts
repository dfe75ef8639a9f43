import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import type { DatabricksControl } from '../support/emulator-control.ts'
import { press, pressFlow, runStatus } from '../support/run-pages.ts'
import { jobOf, restoreTimes } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const FLOW = 'ping-lakehouse'
const TASK = 'ping'
const SALES = Array.from({ length: 450 }, (_, at) => ({
  region: `Region ${at + 1}`,
  sales: (at * 37) % 450,
  note: at % 2 ? null : '=x',
}))

test.afterEach(({ emulator: { databricks } }) => restoreTimes(databricks, FLOW))

async function runThatLeaves(page: Page, databricks: DatabricksControl, left: object): Promise<string> {
  await databricks.script(jobOf(FLOW), { tasks: { [TASK]: { durationMs: 100, ...left } } })
  const runId = await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
  return runId
}

const firstCell = (page: Page) => page.getByRole('table').locator('tbody tr').first().getByRole('cell').first()

test('a table is sorted, searched, paged, drawn and taken along from the page with all of it', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  await signInAs('user@contoso.example')
  await runThatLeaves(page, databricks, { logs: JSON.stringify(SALES) })
  await page.getByRole('link', { name: `: result of ${TASK}` }).click()
  await expect(page.getByRole('heading', { name: `Result of ${TASK}` })).toBeVisible()
  await expect(page.getByText('450 rows. Rows 1 to 200')).toBeVisible()

  await page.getByRole('link', { name: 'sales', exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'sales' })).toHaveAttribute('aria-sort', 'ascending')
  await page.getByRole('link', { name: 'sales', exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'sales' })).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByRole('table').locator('tbody tr').first()).toContainText('449')
  await page.getByRole('link', { name: 'Further rows' }).click()
  await expect(page.getByText('Rows 201 to 400')).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search in the result' }).fill('region 45')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page.getByText('2 of 450 rows hold it')).toBeVisible()
  await expect(firstCell(page)).toHaveText(/^Region 45/)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe(`${TASK}.csv`)
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n')
  expect(lines.slice(0, 3)).toEqual(['"region","sales","note"', '"Region 1","0","\'=x"', '"Region 2","37",'])

  const [json] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download JSON' }).click(),
  ])
  expect(JSON.parse(await readFile(await json.path(), 'utf8'))).toEqual(SALES)

  await page.getByRole('link', { name: 'Chart' }).click()
  await expect(page.getByRole('figure', { name: 'Chart of sales' })).toContainText('450 rows, from 0 to 449')
})

test('a log has its colours, its last lines first, and is searched', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at + 1} of the log`)
  await signInAs('user@contoso.example')
  await runThatLeaves(page, databricks, { logs: [...lines, '\u001b[31mERROR\u001b[0m the end'].join('\n') })
  await expect(page.locator('[data-ink="red"]')).toHaveText('ERROR')
  await page.getByRole('link', { name: `: result of ${TASK}` }).click()
  await expect(page.getByRole('heading', { name: `Result of ${TASK}` })).toBeVisible()
  await expect(page.locator('[data-ink="red"]')).toHaveText('ERROR')
  await expect(page.getByText('Lines 1,002 to 3,001')).toBeVisible()
  await page.getByRole('link', { name: 'Earlier lines' }).click()
  await expect(page.getByText('line 1 of the log')).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search in the result' }).fill('error')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page.getByText('1 of 3,001 lines hold it')).toBeVisible()
  await expect(page.getByRole('log')).toContainText('ERROR the end')
})

test('a report of Markdown is read as one, and an object as a tree, also without scripts', async ({
  page,
  openAs,
  signInAs,
  emulator: { databricks },
}) => {
  await signInAs('user@contoso.example')
  const report = await runThatLeaves(page, databricks, {
    logs: '# Close of November\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  })
  const tree = await runThatLeaves(page, databricks, { logs: '{"id":9223372036854775807,"tags":["new"]}' })
  const plain = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await plain.goto(`/runs/${report}/output?task=${TASK}`)
  await expect(plain.getByRole('article').getByRole('heading', { name: 'Close of November' })).toBeVisible()
  await plain.getByRole('link', { name: 'Text' }).click()
  await expect(plain.getByText('# Close of November')).toBeVisible()

  await plain.goto(`/runs/${tree}/output?task=${TASK}`)
  await expect(plain.getByText('9223372036854775807')).toBeVisible()
  await expect(plain.getByText('"new"')).toBeVisible()
})

test('what Databricks cut says so, and not that the rest is in the download', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  const tasks = [{ task_key: TASK, notebook_task: { notebook_path: '/Shared/long' } }]
  await databricks.putJobs({ job_id: jobOf(FLOW), settings: { name: 'A long result', tasks } })
  await signInAs('user@contoso.example')
  await runThatLeaves(page, databricks, { result: 'the first of it', truncated: true })
  await expect(page.getByText(/^Databricks cut it: /)).toBeVisible()
  await expect(page.getByText('the whole text is in the download')).toHaveCount(0)
  await databricks.reset()
})

test('a SQL task shows its query and leads to its rows, and to no other host', async ({
  openAs,
  emulator: { databricks },
}) => {
  const job = '410000000000098'
  const maker = await openAs('maker@contoso.example')
  await databricks.putJobs({
    job_id: job,
    settings: { name: 'Sales by query', tasks: [{ task_key: 'ask', sql_task: { warehouse_id: 'w1' } }] },
    access_control_list: [{ user_name: 'maker@contoso.example', permission_level: 'CAN_MANAGE_RUN' }],
  })
  const widget = { widget_title: 'Map', status: 'SUCCESS', output_link: 'https://elsewhere.example/' }
  const link = `${databricks.url}/sql/queries/7`
  await databricks.script(job, {
    tasks: {
      ask: {
        ...{ setupMs: 10, durationMs: 10, cleanupMs: 10 },
        sql: {
          query_output: { query_text: 'SELECT region\nFROM sales', output_link: link },
          dashboard_output: { widgets: [widget] },
        },
      },
    },
  })
  await maker.goto('/make/flows/new?q=sales+by')
  await maker.getByRole('button', { name: 'Make a flow from Sales by query' }).click()
  await maker.getByRole('link', { name: 'Test run' }).click()
  await press(maker)
  await expect(runStatus(maker)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(maker.getByText('FROM sales')).toBeVisible()
  await expect(maker.getByRole('link', { name: "Open the query's result in Databricks" })).toHaveAttribute(
    'href',
    link,
  )
  await expect(maker.getByRole('list', { name: 'Dashboard of ask' })).toContainText('Map · Succeeded')
  expect(await maker.content()).not.toContain('elsewhere.example')
})
