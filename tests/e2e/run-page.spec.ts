import sample from '../../emulators/sample-flows.json' with { type: 'json' }
import { press, pressFlow, runStatus, shownRun } from '../support/run-pages.ts'
import { jobOf } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const LASTING = 100_000
const QUICK = 300
const ADVICE = sample.flows.find(({ slug }) => slug === 'import-invoices')?.advice?.[0]?.text ?? ''

test('a run is cancelled from its page, as the person who started it', async ({
  page,
  signInAs,
  emulator: { databricks },
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('rebuild-forecast', LASTING)
  await signInAs('user@contoso.example')
  await pressFlow(page, 'rebuild-forecast')
  await expect(runStatus(page)).toHaveText('Running')
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await expect(runStatus(page)).toHaveText('Cancelled')
  await expect(page.getByRole('button', { name: 'Cancel run' })).toBeHidden()

  const [ran] = await startedRuns()
  expect(ran).toMatchObject({ status: { state: 'TERMINATED', termination_details: { code: 'USER_CANCELED' } } })
  const calls = await databricks.requests()
  expect(calls.filter(({ path }) => path === '/api/2.2/jobs/runs/cancel').at(-1)).toMatchObject({
    upn: 'user@contoso.example',
    status: 200,
  })
})

test('a second run of a job that runs one at a time is shown as queued, and why, until its turn', async ({
  page,
  signInAs,
  taskTimes,
  later,
}) => {
  await taskTimes('publish-price-list', LASTING)
  await signInAs('user@contoso.example')
  const first = await pressFlow(page, 'publish-price-list')
  await expect(runStatus(page)).toHaveText('Running')
  await pressFlow(page, 'publish-price-list')
  await expect(runStatus(page)).toHaveText('Queued')
  await expect(page.getByText('The run waits for its turn.')).toBeVisible()
  await expect(page.getByText('another run of it has to end first.')).toBeVisible()
  await expect(page.getByText('Queued due to reaching maximum concurrent runs of 1.')).toBeVisible()
  await later(LASTING)
  await expect(runStatus(page)).toHaveText('Running')
  await expect(page.getByText('The run waits for its turn.')).toBeHidden()
  await later(LASTING)
  await expect(runStatus(page)).toHaveText('Succeeded')
  await page.goto(`/runs/${first}`)
  await expect(runStatus(page)).toHaveText('Succeeded')
})

test("a failure shows task, error, trace, the owner's advice, and that the job started", async ({
  page,
  signInAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('import-invoices', QUICK)
  await signInAs('user@contoso.example')
  await pressFlow(page, 'import-invoices')
  await expect(runStatus(page)).toHaveText('Failed')
  const [ran] = await startedRuns()
  const problem = page.getByRole('alert').filter({ hasText: 'validate_invoices' })
  await expect(problem).toContainText('The task “validate_invoices” failed.')
  await expect(problem).toContainText('ValueError: invoice INV-2026-00317: net amount <empty> is not a number')
  await expect(problem).toContainText(`The job started: Databricks run ${ran?.run_id}.`)
  await expect(problem).toContainText(`What to do: ${ADVICE}`)

  const trace = page.getByRole('log', { name: 'Trace of validate_invoices' })
  await expect(trace).toContainText('---> 14     validate(invoice)')
  expect(await trace.textContent()).not.toContain('\u001b')
  await page.getByText(/^Results? of .*earlier task/).click()
  await expect(page.getByText('42 files in /Volumes/finance/inbound/invoices')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open in Databricks' })).toHaveAttribute(
    'href',
    new RegExp(`/jobs/410000000000003/runs/${ran?.run_id}`),
  )
})

test('Run again brings the inputs back, and what is edited wins', async ({
  page,
  signInAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('refresh-sales', QUICK)
  await signInAs('user@contoso.example')
  await page.goto('/flows/refresh-sales')
  await page.getByRole('radio', { name: 'Asia and Pacific' }).check()
  await page.getByLabel('As of').fill('2026-11-20')
  await page.getByLabel('How many products').fill('5')
  await page.getByRole('switch', { name: 'Count returned goods' }).check()
  await press(page)
  await expect(runStatus(page)).toHaveText('Succeeded')

  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByText('These are the inputs of an earlier run.')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Asia and Pacific' })).toBeChecked()
  await expect(page.getByLabel('As of')).toHaveValue('2026-11-20')
  await expect(page.getByLabel('How many products')).toHaveValue('5')
  await expect(page.getByRole('switch', { name: 'Count returned goods' })).toBeChecked()

  await page.getByRole('radio', { name: 'North and South America' }).check()
  await page.getByLabel('How many products').fill('3')
  await page.getByRole('button', { name: 'Run flow' }).click()
  await shownRun(page)
  await expect(runStatus(page)).toHaveText('Succeeded')
  await expect(page.getByText('North and South America')).toBeVisible()
  const kept = { as_of: '2026-11-20', include_returns: 'true' }
  expect((await startedRuns()).map((run) => run.job_parameters)).toEqual([
    { ...kept, region: 'APAC', top_n: '5' },
    { ...kept, region: 'AMER', top_n: '3' },
  ])
})

test('a failed run is repaired from its page: the failed tasks run again, in the same run', async ({
  page,
  signInAs,
  taskTimes,
  emulator: { databricks },
  startedRuns,
}) => {
  await taskTimes('import-invoices', QUICK)
  await databricks.script(jobOf('import-invoices'), {
    tasks: { validate_invoices: { outcome: ['FAILED', 'SUCCESS'] } },
  })
  await signInAs('user@contoso.example')
  await pressFlow(page, 'import-invoices')
  await expect(runStatus(page)).toHaveText('Failed')
  await page.getByRole('button', { name: 'Repair run' }).click()
  await expect(runStatus(page)).toHaveText('Succeeded')
  await expect(page.getByRole('button', { name: 'Repair run' })).toHaveCount(0)
  await expect(page.getByText('Repaired', { exact: true })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Time line' })).toContainText('validate_invoices (Attempt 2)')
  expect(await startedRuns()).toHaveLength(1)
})

test('who waits is told how long it takes as a rule and for what, once there are enough runs to tell', async ({
  page,
  signInAs,
  taskTimes,
}) => {
  await taskTimes('refresh-sales', QUICK)
  await signInAs('user@contoso.example')
  for (let before = 0; before < 5; before += 1) {
    await pressFlow(page, 'refresh-sales')
    await expect(runStatus(page)).toHaveText('Succeeded')
  }
  await taskTimes('refresh-sales', LASTING)
  await pressFlow(page, 'refresh-sales')
  await expect(page.getByText(/^Usually over after .+; of the last \d+ runs nine in ten took at most /)).toBeVisible()
  await expect(page.getByText(/As a rule it .*works for /)).toBeVisible()
  await expect(page.getByText('You may close this page')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await expect(runStatus(page)).toHaveText('Cancelled')
})
