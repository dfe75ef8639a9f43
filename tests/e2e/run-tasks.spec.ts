import { pressFlow, runStatus } from '../support/run-pages.ts'
import { jobOf } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const FLOW = 'ping-lakehouse'
/** Times that a screen can tell apart. */
const TIMES = { setupMs: 1_000, durationMs: 1_000, cleanupMs: 1_000 }
const ERROR = 'TimeoutError: the source did not answer'

const notebook = (task_key: string, after: readonly object[] = [], more: object = {}) => ({
  ...{ task_key, notebook_task: { notebook_path: `/Shared/${task_key}` } },
  ...(after.length > 0 && { depends_on: after }),
  ...more,
})
const after = (task_key: string, outcome?: string) => ({ task_key, ...(outcome && { outcome }) })

/** Something of everything: a retry, a condition with both ways on, a for-each that fails in part, a task that runs anyway. */
const TASKS = [
  notebook('load_orders', [], { max_retries: 1, min_retry_interval_millis: 100 }),
  {
    ...{ task_key: 'is_new_month', depends_on: [after('load_orders')] },
    condition_task: { op: 'GREATER_THAN', left: '12', right: '11' },
  },
  notebook('close_month', [after('is_new_month', 'true')]),
  notebook('carry_on', [after('is_new_month', 'false')]),
  {
    ...{ task_key: 'each_country', depends_on: [after('load_orders')] },
    for_each_task: { inputs: '["DE", "FR", "IT"]', concurrency: 3, task: notebook('one_country') },
  },
  notebook('report', [after('close_month'), after('each_country')], { run_if: 'ALL_DONE' }),
]

test('the tasks of a run are a time line with its phases and a graph, and each tells all that is known of it', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  const scripts = Object.fromEntries(TASKS.map(({ task_key }) => [task_key, { ...TIMES }]))
  await databricks.putJobs({
    ...{ job_id: jobOf(FLOW), settings: { name: 'All kinds of tasks', tasks: TASKS } },
    script: {
      tasks: {
        ...scripts,
        load_orders: { ...TIMES, outcome: ['FAILED', 'SUCCESS'], error: ERROR },
        each_country: { ...TIMES, failedIterations: [2], error: 'ValueError: no rows for IT' },
      },
    },
  })
  await signInAs('user@contoso.example')
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded with failures', { timeout: 40_000 })
  await expect(page.getByText('The task “each_country” failed.')).toBeVisible()

  const line = page.getByRole('list', { name: 'Time line' })
  await expect(line).toContainText('load_orders (Attempt 2)')
  await expect(line).toContainText('Compute starts 1 s, Work 1 s, Clean-up 1 s')
  await expect(page.getByRole('main').getByText('Compute starts', { exact: true })).toBeVisible()
  await line.getByText('1 earlier attempt').click()
  await expect(line.getByRole('listitem').filter({ hasText: /^Attempt 1/ })).toContainText('Failed')

  await page.getByRole('link', { name: 'Graph' }).click()
  const graph = page.getByRole('group', { name: 'The tasks, each behind those that it waits for' })
  await expect(graph.getByRole('link')).toHaveCount(TASKS.length)
  await expect(
    graph.getByRole('link', { name: /^carry_on, Skipped · Notebook, after is_new_month \(if false\)$/ }),
  ).toBeVisible()
  const forEach = graph.getByRole('link', { name: /^each_country, Failed · 3\/3 · For each, after load_orders$/ })
  await forEach.focus()
  await page.keyboard.press('Enter')
  const details = page.getByRole('region', { name: 'Task each_country' })
  await expect(details).toContainText('3 in all: 2 succeeded, 1 failed, 0 at work')
  await expect(details).toContainText('1 ×: ValueError: no rows for IT')
  await expect(graph.locator('[aria-current]')).toHaveCount(1)

  await graph.getByRole('link', { name: /^is_new_month/ }).click()
  await expect(page.getByRole('region', { name: 'Task is_new_month' })).toContainText('12 > 11: if true')
  await graph.getByRole('link', { name: /^report/ }).click()
  await expect(page.getByRole('region', { name: 'Task report' })).toContainText('all before it have ended, however')
  await page.getByRole('link', { name: 'Close', exact: true }).click()
  await expect(page.getByRole('region', { name: /^Task / })).toHaveCount(0)
  await databricks.reset()
})

test('a hundred tasks are a time line and a graph whose names are read, and every one of them is reached by keyboard', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  const many = Array.from({ length: 98 }, (_, at) => notebook(`country_${at + 1}`, [after('load')]))
  const sub = { task_key: 'book_all', depends_on: [after('load')], run_job_task: { job_id: Number(jobOf(FLOW)) } }
  const tasks = [notebook('load'), ...many, sub]
  const quick = { setupMs: 10, durationMs: 10, cleanupMs: 10 }
  await databricks.putJobs({
    ...{ job_id: jobOf(FLOW), settings: { name: 'A hundred tasks', tasks } },
    script: { tasks: Object.fromEntries(tasks.map(({ task_key }) => [task_key, quick])) },
  })
  await signInAs('user@contoso.example')
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 40_000 })
  const line = page.getByRole('list', { name: 'Time line' })
  await expect(line.getByRole('listitem')).toHaveCount(100)
  const row = line.getByRole('link', { name: 'country_98' })
  expect(await row.evaluate((link) => Number.parseFloat(getComputedStyle(link).fontSize))).toBeGreaterThanOrEqual(12)

  await page.getByRole('link', { name: 'Graph' }).click()
  const links = page.getByRole('group', { name: 'The tasks, each behind those that it waits for' }).getByRole('link')
  await expect(links).toHaveCount(100)
  const boxes = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().toJSON()))
  expect(Math.min(...boxes.map(({ height }) => height))).toBeGreaterThanOrEqual(24)
  await links.first().focus()
  for (let pressed = 1; pressed < 100; pressed += 1) await page.keyboard.press('Tab')
  await expect(links.last()).toBeFocused()
  await expect(links.last()).toHaveAccessibleName(/^book_all, Succeeded · Run job, after load$/)
  await expect(links.last()).toBeInViewport()
  await databricks.reset()
})
