import type { BrowserContext } from 'playwright'
import { controlDatabricks, controlEntra } from '../support/emulator-control.ts'
import { pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { jobOf } from '../support/sample-jobs.ts'
import type { Stack } from '../support/stack.ts'

/** Longer than any tour: a run that is to be seen at work stays at work. */
const AN_HOUR_MS = 3_600_000
const FOLLOWED_WITHIN_MS = 90_000

/** Who is signed in where. */
export type People = Readonly<Record<'user' | 'user2' | 'maker' | 'admin' | 'outsider', BrowserContext>>

/** The path of a run's page, by the state that the run is in. */
export type RunPaths = Readonly<
  Record<'succeeded' | 'severalTasks' | 'failed' | 'running' | 'queued' | 'cancelled', string>
>

/** Runs of `user` in every state that needs nobody else, made as a person makes them. */
export async function makeRuns(stack: Stack, { user }: People): Promise<RunPaths> {
  const databricks = controlDatabricks(stack.databricksUrl)
  const long = { setupMs: 200, durationMs: AN_HOUR_MS }
  await databricks.script(jobOf('rebuild-forecast'), { tasks: { train_model: long } })
  await databricks.script(jobOf('publish-price-list'), { tasks: { publish: long } })
  const page = await user.newPage()
  const press = async (slug: string) => `/runs/${await pressFlow(page, slug)}`
  const severalTasks = await press('monthly-close')
  await press('ping-lakehouse')
  const cancelled = await press('rebuild-forecast')
  await runStatus(page).getByText('Running', { exact: true }).waitFor({ timeout: FOLLOWED_WITHIN_MS })
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByText('Cancelling was asked for').or(runStatus(page).getByText('Cancelled')).first().waitFor()
  await press('publish-price-list')
  const failed = await press('import-invoices')
  const succeeded = await press('refresh-sales')
  const queued = await press('publish-price-list')
  const running = await press('rebuild-forecast')
  const runs = { succeeded, severalTasks, failed, running, queued, cancelled }
  await page.goto('/runs')
  for (const [path, word] of [
    [cancelled, 'Cancelled'],
    [queued, 'Queued'],
    [running, 'Running'],
    [failed, 'Failed'],
    [succeeded, 'Succeeded'],
    [severalTasks, 'Succeeded'],
  ] as const) {
    const row = rowOf(page, path.slice('/runs/'.length))
    await row.getByText(word, { exact: true }).waitFor({ timeout: FOLLOWED_WITHIN_MS })
  }
  await page.close()
  return runs
}

/** The workspace does not know this person, who opened the page when it could not say so. */
export async function makeRefusedRun(stack: Stack, { outsider }: People): Promise<string> {
  await controlDatabricks(stack.databricksUrl).addFault({
    match: 'GET /api/2.2/jobs/get',
    user: 'outsider@contoso.example',
    status: 503,
  })
  const path = await press(outsider, 'refresh-sales')
  await untilStatus(outsider, path, 'Failed')
  return path
}

/** The workspace no longer takes the token, and Entra gives no other: the run goes on with nobody watching. */
export async function makeUnwatchedRun(stack: Stack, { maker }: People): Promise<string> {
  const path = await press(maker, 'rebuild-forecast')
  await untilStatus(maker, path, 'Running')
  await controlEntra(stack.entraUrl).revoke('maker@contoso.example')
  await controlDatabricks(stack.databricksUrl).addFault({
    match: 'GET /api/2.2/jobs/runs/get',
    user: 'maker@contoso.example',
    status: 401,
    times: 0,
  })
  const page = await maker.newPage()
  await page.goto(path)
  await page.getByText('Nobody is watching this run.').waitFor({ timeout: FOLLOWED_WITHIN_MS })
  await page.close()
  return path
}

/** A press whose call gets no answer, as long as the emulator's faults stand: open whether the job started. */
export async function makeWaitingRun(stack: Stack, { user2 }: People): Promise<string> {
  await controlDatabricks(stack.databricksUrl).addFault({
    match: 'POST /api/2.2/jobs/run-now',
    user: 'user2@contoso.example',
    drop: 'before',
    times: 0,
  })
  const path = await press(user2, 'ping-lakehouse')
  await untilStatus(user2, path, 'Waiting')
  return path
}

async function press(context: BrowserContext, slug: string): Promise<string> {
  const page = await context.newPage()
  const path = `/runs/${await pressFlow(page, slug)}`
  await page.close()
  return path
}

/** Waits until the run's page says this word by itself. */
async function untilStatus(context: BrowserContext, path: string, word: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(path)
  await runStatus(page).getByText(word, { exact: true }).waitFor({ timeout: FOLLOWED_WITHIN_MS })
  await page.close()
}
