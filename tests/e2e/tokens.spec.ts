import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const MINUTE = 60_000
/** Outlasts the test, and is less than what clocks may differ by at a sign-in. */
const LONG = 100_000
/** A few seconds more than the five minutes that the portal wants left. */
const ALMOST_OVER_S = 305
const FLOW = 'rebuild-forecast'

test('a run that outlives its token is followed to its end without a new sign-in', async ({
  page,
  signInAs,
  emulator: { entra, databricks },
  taskTimes,
  later,
}) => {
  await signInAs('user@contoso.example')
  await taskTimes(FLOW, 120 * MINUTE)
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Running')
  const [lastToken] = (await entra.requests()).slice(-1)
  const [lastCall] = (await databricks.requests()).slice(-1)

  await later(100 * MINUTE)
  const refusedAndServed = async () =>
    (await databricks.requests(lastCall?.sequence))
      .filter(({ path }) => path.endsWith('/runs/get'))
      .map((row) => row.status)
  await expect.poll(refusedAndServed).toEqual(expect.arrayContaining([403, 200]))
  await expect(runStatus(page)).toHaveText('Running')
  await later(25 * MINUTE)
  await expect(runStatus(page)).toHaveText('Succeeded')
  const asked = await entra.requests(lastToken?.sequence)
  expect(asked.map(({ grantType, upn, status }) => ({ grantType, upn, status }))).toEqual([
    { grantType: 'refresh_token', upn: 'user@contoso.example', status: 200 },
  ])
})

test('a token is renewed before it expires, and no call meets a refusal', async ({
  page,
  signInAs,
  emulator: { entra, databricks },
  taskTimes,
  later,
}) => {
  await entra.setMode({ accessTokenSeconds: ALMOST_OVER_S })
  await signInAs('user@contoso.example')
  const [lastToken] = (await entra.requests()).slice(-1)
  const [lastCall] = (await databricks.requests()).slice(-1)
  await taskTimes(FLOW, LONG)
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Running')
  const renewals = async () =>
    (await entra.requests(lastToken?.sequence)).filter(
      (row) => row.grantType === 'refresh_token' && row.status === 200,
    )
  await expect.poll(async () => (await renewals()).length, { timeout: 30_000 }).toBeGreaterThan(0)
  await entra.setMode({ accessTokenSeconds: null })
  await later(LONG)
  await expect(runStatus(page)).toHaveText('Succeeded')
  const refused = (await databricks.requests(lastCall?.sequence)).filter(({ status }) => status !== 200)
  expect(refused).toEqual([])
})

test('when Microsoft gives no further token the page says so, and a sign-in catches up', async ({
  page,
  signInAs,
  emulator: { entra, databricks },
  taskTimes,
  later,
}) => {
  await entra.setMode({ accessTokenSeconds: ALMOST_OVER_S })
  await signInAs('user@contoso.example')
  await taskTimes(FLOW, LONG)
  await pressFlow(page, FLOW)
  await expect(runStatus(page)).toHaveText('Running')
  await entra.revoke('user@contoso.example')
  const warning = page.getByRole('alert').filter({ hasText: 'Nobody is watching this run.' })
  await expect(warning).toContainText(/Not watched since .*\d/, { timeout: 30_000 })
  await entra.setMode({ accessTokenSeconds: null })
  const [lastCall] = (await databricks.requests()).slice(-1)
  await later(LONG)

  const runPage = page.url()
  await warning.getByRole('link', { name: 'Sign in again' }).click()
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await expect(page).toHaveURL(runPage)
  await expect(runStatus(page)).toHaveText('Succeeded')
  await expect(warning).toBeHidden()
  expect((await databricks.requests(lastCall?.sequence)).map(({ status }) => status)).not.toContain(403)
})
