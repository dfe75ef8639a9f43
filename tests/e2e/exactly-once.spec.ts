import type { Page } from 'playwright/test'
import type { RanRun } from '../support/emulator-control.ts'
import { press, pressFlow, runStatus, shownRun } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

// What is promised of every press holds at the first try.
test.describe.configure({ retries: 0 })

const FLOW = 'ping-lakehouse'
const RUN_NOW = '/api/2.2/jobs/run-now'

const tokensOf = (runs: readonly RanRun[]) => runs.map((run) => run.idempotency_token)

/** The flow's form as the browser would post it, and where to. */
async function formOf(page: Page) {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Run flow' }) })
  const fields = await form.evaluate((element) => [...new FormData(element as HTMLFormElement)])
  return { url: page.url(), multipart: Object.fromEntries(fields as [string, string][]) }
}

test('a double click is one press (RUN-3)', async ({ page, signInAs, emulator, taskTimes, startedRuns }) => {
  await taskTimes(FLOW, 200)
  await signInAs('user@contoso.example')
  await page.goto(`/flows/${FLOW}`)
  const [last] = (await emulator.databricks.requests()).slice(-1)
  await page.getByRole('button', { name: 'Run flow' }).dblclick()
  const runId = await shownRun(page)
  await expect(runStatus(page)).toHaveText('Succeeded')
  expect(tokensOf(await startedRuns())).toEqual([runId])
  const calls = (await emulator.databricks.requests(last?.sequence)).filter(({ path }) => path === RUN_NOW)
  expect(calls).toMatchObject([{ idempotencyToken: runId, status: 200, upn: 'user@contoso.example' }])
})

test('two tabs are two presses, and the double of one tab is none (RUN-3)', async ({
  context,
  page,
  signInAs,
  startedRuns,
}) => {
  await signInAs('user@contoso.example')
  const tabs = [page, await context.newPage()]
  for (const tab of tabs) await tab.goto(`/flows/${FLOW}`)
  const ids = await Promise.all(tabs.map(press))
  expect(new Set(ids).size).toBe(2)
  expect(tokensOf(await startedRuns()).sort()).toEqual(ids.sort())
})

test('the same form posted eight times at once is one run (RUN-3)', async ({ openAs, startedRuns }) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await page.goto(`/flows/${FLOW}`)
  const { url, multipart } = await formOf(page)
  const { origin } = new URL(url)
  const post = () => page.request.post(url, { multipart, maxRedirects: 0, headers: { origin } })
  const answers = await Promise.all(Array.from({ length: 8 }, post))
  const places = new Set(answers.map((answer) => `${answer.status()} ${answer.headers().location}`))
  const ran = await startedRuns()
  expect(ran).toHaveLength(1)
  expect([...places]).toEqual([`303 /runs/${ran[0]?.idempotency_token}`])
})

test('a post from another origin starts nothing', async ({ openAs, startedRuns }) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await page.goto(`/flows/${FLOW}`)
  const { url, multipart } = await formOf(page)
  for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await page.request.post(url, { multipart, maxRedirects: 0, headers })
    expect(answer.status()).not.toBe(303)
  }
  expect(await startedRuns()).toEqual([])
})

test('going back and pressing again is a new run (RUN-3, RUN-6)', async ({ page, signInAs, startedRuns }) => {
  await signInAs('user@contoso.example')
  const first = await pressFlow(page, FLOW)
  await page.goBack()
  await expect(page).toHaveURL(`/flows/${FLOW}`)
  const second = await press(page)
  expect(second).not.toBe(first)
  expect(tokensOf(await startedRuns()).sort()).toEqual([first, second].sort())
})

test('without scripts, going back and pressing again is a new run (RUN-3, RUN-6)', async ({
  openAs,
  startedRuns,
}) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  const first = await pressFlow(page, FLOW)
  await page.goBack()
  const second = await press(page)
  expect(second).not.toBe(first)
  expect(tokensOf(await startedRuns()).sort()).toEqual([first, second].sort())
})

test('a post whose answer was lost is sent again by a reload, and is one run (RUN-3)', async ({
  openAs,
  startedRuns,
}) => {
  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await page.goto(`/flows/${FLOW}`)
  await page.route(`**/flows/${FLOW}`, async (route) => {
    await route.fetch({ maxRedirects: 0 })
    await route.abort('connectionreset')
  })
  await page.getByRole('button', { name: 'Run flow' }).click()
  await expect.poll(async () => (await startedRuns()).length).toBe(1)
  await page.unrouteAll({ behavior: 'wait' })

  await page.reload()
  const runId = await shownRun(page)
  expect(tokensOf(await startedRuns())).toEqual([runId])
})
