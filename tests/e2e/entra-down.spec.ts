import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const MINUTE = 60_000
/** What an access token lives here: shorter than the outage. */
const TOKEN_S = 25 * 60
const TWO_HOURS = 120 * MINUTE
const PATIENCE = { timeout: 45_000 }

test('while Entra ID is down for half an hour people work on until their token runs out, read why, and all catches up by itself (TOK-7)', async ({
  page,
  signInAs,
  browser,
  stack,
  emulator: { entra },
  taskTimes,
  startedRuns,
  later,
}) => {
  test.setTimeout(180_000)
  await taskTimes('rebuild-forecast', TWO_HOURS)
  await taskTimes('ping-lakehouse', 200)
  await entra.setMode({ accessTokenSeconds: TOKEN_S })
  await signInAs('user@contoso.example')
  const tenant = stack.env.AZURE_TENANT_ID
  await entra.addFault({ match: `POST /${tenant}/oauth2/v2.0/token`, status: 503, body: 'down', times: 0 })

  // The token at hand is good: nothing of the outage is seen.
  await pressFlow(page, 'rebuild-forecast')
  const longRun = page.url()
  await expect(runStatus(page)).toHaveText('Running')
  await pressFlow(page, 'ping-lakehouse')
  await expect(runStatus(page)).toHaveText('Succeeded', PATIENCE)

  // It has run out: a press waits, and says for what; what is stored is shown as ever.
  await later(30 * MINUTE)
  await pressFlow(page, 'ping-lakehouse')
  const waiting = page.url()
  await expect(page.getByText('Microsoft Entra ID does not answer.')).toBeVisible(PATIENCE)
  await expect(page.getByText('The portal keeps trying; you need not do anything.')).toBeVisible()
  await page.goto(longRun)
  await expect(runStatus(page)).toHaveText('Running')
  expect(await startedRuns()).toHaveLength(2)

  // Who is not signed in is told the same, and nobody's session ends.
  const context = await browser.newContext({ baseURL: stack.portalUrl })
  const other = await context.newPage()
  await other.goto('/sign-in?login_hint=maker@contoso.example')
  await other.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Signing in does not work right now', PATIENCE)
  await context.close()
  expect((await page.request.get('/api/runs')).status()).toBe(200)

  await entra.clearFaults()
  await page.goto(waiting)
  await expect(runStatus(page)).toHaveText('Succeeded', PATIENCE)
  await page.goto(longRun)
  await later(95 * MINUTE)
  await expect(runStatus(page)).toHaveText('Succeeded', PATIENCE)
  expect(await startedRuns()).toHaveLength(3)
})
