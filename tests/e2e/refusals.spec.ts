import type { Page } from 'playwright/test'
import { press, pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const GET_RUN = 'GET /api/2.2/jobs/runs/get'
const GET_OUTPUT = 'GET /api/2.2/jobs/runs/get-output'
const FLOW = 'ping-lakehouse'

test.beforeEach(({ taskTimes }) => taskTimes(FLOW, 200))

/** The page's words about a press that did not come through, or not yet. */
const problem = (page: Page) => page.getByRole('main').getByRole('alert')

/** As where a right was there when the page was opened: what a token shows of the job is not seen. */
const NOT_SEEN = { match: 'GET /api/2.2/jobs/get', status: 503 }

test('who lacks the right on the job finds the button grey, reads which one it is, and may have it looked at again', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  const reads = async () => (await databricks.requests()).filter(({ path }) => path === '/api/2.2/jobs/get').length
  await signInAs('user2@contoso.example')
  // The first page does not wait for long: what comes in too late shows on the next.
  await expect(async () => {
    await page.goto('/flows/refresh-sales')
    await expect(problem(page)).toContainText('You lack the right', { timeout: 1_000 })
  }).toPass()
  await expect(problem(page)).toContainText("Ask the job's owner to give it to you")
  const button = page.getByRole('button', { name: 'Run flow' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await button.click({ force: true })
  const before = await reads()
  await page.getByRole('button', { name: 'Check again' }).click()
  await expect.poll(reads).toBe(before + 1)
  await expect(problem(page)).toContainText('You lack the right')
  await expect(page).toHaveURL('/flows/refresh-sales')
  expect(await startedRuns()).toEqual([])
})

test('who has lost the right on the job since is told which one, and that nothing started', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user2@contoso.example')
  await databricks.addFault(NOT_SEEN)
  await pressFlow(page, 'import-invoices')
  await expect(runStatus(page)).toHaveText('Failed')
  await expect(problem(page)).toContainText('You lack the right “Can Manage Run” on this job.')
  await expect(problem(page)).toContainText('The job did not start.')
  await expect(problem(page)).toContainText("Ask the job's owner to give it to you")
  await expect(page.getByRole('button', { name: 'Cancel run' })).toBeHidden()
  expect(await startedRuns()).toEqual([])
})

test('who is no member of the workspace is told so, and that nothing started', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('outsider@contoso.example')
  await databricks.addFault(NOT_SEEN)
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Failed')
  await expect(problem(page)).toContainText('Your account is not in this Databricks workspace.')
  await expect(problem(page)).toContainText('The job did not start.')
  await expect(problem(page)).toContainText('Ask the workspace administrator to add you')
  expect(await startedRuns()).toEqual([])
})

for (const htmlAuthErrors of [false, true]) {
  const form = htmlAuthErrors ? 'a page' : 'JSON'
  test(`an IP access list that says so in ${form} is named with the address`, async ({
    page,
    signInAs,
    emulator: { databricks },
    startedRuns,
  }) => {
    await signInAs('user@contoso.example')
    await page.goto(`/flows/${FLOW}`)
    await databricks.setMode({ ipAccessList: true, htmlAuthErrors })
    await press(page)
    await expect(runStatus(page)).toHaveText('Failed')
    await expect(problem(page)).toContainText("does not accept calls from the portal's address 203.0.113.7.")
    await expect(problem(page)).toContainText('The job did not start.')
    await expect(problem(page)).toContainText('Tell your administrator')
    expect(await startedRuns()).toEqual([])
  })
}

/** An expired token as the gateway says it: 403, and the code is a number. */
const EXPIRED = { match: RUN_NOW, status: 403, body: { error_code: 403, message: 'Invalid access token.' } }

test('a token that the workspace takes for expired is renewed once, and the press goes through', async ({
  page,
  signInAs,
  emulator: { entra, databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await databricks.addFault(EXPIRED)
  const since = (await entra.requests()).at(-1)?.sequence
  const runId = await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded')
  expect((await startedRuns()).map((run) => run.idempotency_token)).toEqual([runId])
  expect((await entra.requests(since)).map(({ grantType }) => grantType)).toEqual(['refresh_token'])
})

test('a workspace that takes no token at all: nothing started, and a sign-in is the remedy', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({ ...EXPIRED, times: 2 })
  await press(page)
  await expect(runStatus(page)).toHaveText('Failed')
  await expect(problem(page)).toContainText('The workspace did not accept your sign-in.')
  await expect(problem(page)).toContainText('The job did not start.')
  await expect(problem(page)).toContainText('Sign in again.')
  expect(await startedRuns()).toEqual([])
})

test('a storm of 429 is waited out, and it is one run', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({
    match: RUN_NOW,
    status: 429,
    times: 0,
    headers: { 'retry-after': '1' },
    body: { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many requests.' },
  })
  const runId = await press(page)
  await expect(runStatus(page)).toHaveText('Waiting')
  await expect(problem(page)).toContainText('The workspace is busy and asked us to wait.')
  await expect(problem(page)).toContainText('The job has not started yet.')
  await expect(problem(page)).toContainText('The portal tries again by itself')
  await databricks.clearFaults()
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(problem(page)).toBeHidden()
  expect((await startedRuns()).map((run) => run.idempotency_token)).toEqual([runId])
})

test('a page of 500 after the job started: not known yet, then found out, and one run', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({
    match: RUN_NOW,
    status: 500,
    times: 0,
    afterHandler: true,
    headers: { 'content-type': 'text/html' },
    body: '<html><body><h1>500 Internal Server Error</h1></body></html>',
  })
  const runId = await press(page)
  await expect(problem(page)).toContainText('It is not known yet whether the job started.')
  await expect(problem(page)).toContainText('do not press again')
  await databricks.clearFaults()
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
  expect((await startedRuns()).map((run) => run.idempotency_token)).toEqual([runId])
})

test('a connection that breaks after the job started: one run', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await databricks.addFault({ match: RUN_NOW, drop: 'after', times: 2 })
  const runId = await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
  expect((await startedRuns()).map((run) => run.idempotency_token)).toEqual([runId])
})

test('a workspace that hangs keeps nobody waiting: the page comes, then the run', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({ match: RUN_NOW, delayMs: 7_000 })
  const runId = await press(page)
  await expect(runStatus(page)).toHaveText('Waiting')
  expect(await startedRuns()).toEqual([])
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
  expect((await startedRuns()).map((run) => run.idempotency_token)).toEqual([runId])
})

test('a workspace that fails while a run is followed: the page says how old its words are, and catches up', async ({
  page,
  signInAs,
  emulator: { databricks },
  taskTimes,
}) => {
  await taskTimes(FLOW, 4_000)
  await signInAs('user@contoso.example')
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Running')
  await databricks.addFault({ match: GET_RUN, status: 503, times: 3, body: '<html>Service Unavailable</html>' })
  await expect(page.getByText(/Updated .*[3-9] s ago|Updated [3-9] s/)).toBeVisible()
  await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 30_000 })
})

test('how a run ended is shown at once; its result follows when the workspace gives it', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({ match: GET_OUTPUT, status: 503, times: 0 })
  await press(page)
  await expect(runStatus(page)).toHaveText('Succeeded')
  await expect(page.getByText('Its result is being read from Databricks')).toBeVisible()
  await databricks.clearFaults()
  await expect(page.getByRole('region', { name: /^Result of / })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Its result is being read from Databricks')).toBeHidden()
})

test('a result that the workspace does not hand out is not taken for none', async ({
  page,
  signInAs,
  emulator: { databricks },
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  const body = { error_code: 'INVALID_PARAMETER_VALUE', message: 'No output for this task.' }
  await databricks.addFault({ match: GET_OUTPUT, status: 400, times: 0, body })
  await press(page)
  await expect(page.getByText('Databricks did not hand out the result of this task')).toBeVisible()
  await expect(runStatus(page)).toHaveText('Succeeded')
})

test('cancelling a press that has not come through: it never starts', async ({
  page,
  signInAs,
  emulator: { databricks },
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  await databricks.addFault({ match: RUN_NOW, status: 429, times: 0, headers: { 'retry-after': '2' } })
  await press(page)
  await expect(problem(page)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await expect(runStatus(page)).toHaveText('Cancelled')
  await databricks.clearFaults()
  expect(await startedRuns()).toEqual([])
})
