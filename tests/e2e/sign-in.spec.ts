import type { Page } from 'playwright/test'
import { pressFlow } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const PEOPLE = [
  { name: 'Demo User', upn: 'user@contoso.example', links: ['Home', 'My runs'] },
  { name: 'Demo User Two', upn: 'user2@contoso.example', links: ['Home', 'My runs'] },
  { name: 'Demo Outsider', upn: 'outsider@contoso.example', links: ['Home', 'My runs'] },
  { name: 'Demo Maker', upn: 'maker@contoso.example', links: ['Home', 'My runs'] },
  { name: 'Demo Admin', upn: 'admin@contoso.example', links: ['Home', 'My runs', 'All runs'] },
]

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in with Microsoft' })
const navigation = (page: Page) => page.getByRole('navigation', { name: 'Main' })

for (const { name, upn, links } of PEOPLE) {
  test(`${upn} picks the account, consents, and finds the pages of the role`, async ({ page, emulator }) => {
    await emulator.entra.forgetConsents()
    await page.goto('/')
    await signInButton(page).click()
    await page.getByRole('button', { name: upn }).click()
    await expect(page.getByText('Use Azure Databricks as you')).toBeVisible()
    await page.getByRole('button', { name: 'Accept' }).click()

    for (const link of links) await expect(navigation(page).getByRole('link', { name: link })).toBeVisible()
    await expect(navigation(page).getByRole('link', { name: 'All runs' })).toBeVisible({
      visible: links.includes('All runs'),
    })
    await page.getByRole('button', { name: `Account: ${name}` }).click()
    await expect(page.getByText(upn)).toBeVisible()
  })
}

test('an account without a role is refused in plain words and stays signed out', async ({ page }) => {
  await page.goto('/sign-in?login_hint=norole@contoso.example')
  await signInButton(page).click()
  await expect(page.getByRole('heading', { name: 'Your account may not use Lakeport yet' })).toBeVisible()
  await expect(page.getByText('Ask your administrator for the role User')).toBeVisible()
  expect((await page.request.get('/api/runs')).status()).toBe(401)
})

test('an account of another organisation gets no further than Microsoft', async ({ page }) => {
  await page.goto('/sign-in?login_hint=somebody@fabrikam.example')
  await signInButton(page).click()
  await expect(page.getByRole('alert')).toContainText('somebody@fabrikam.example')
  expect((await page.request.get('/api/runs')).status()).toBe(401)
})

test('a deep link is returned to, with its query, after signing in', async ({ page }) => {
  await page.goto('/runs?status=Failed&q=ledger')
  await expect(page).toHaveURL(/\/sign-in\?/)
  await page.goto(`${page.url()}&login_hint=user@contoso.example`)
  await signInButton(page).click()
  await expect(page).toHaveURL('/runs?status=Failed&q=ledger')
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('Failed')
})

test('who declines consent is told so, and can try again', async ({ page }) => {
  await page.goto('/sign-in?login_hint=user2@contoso.example&prompt=consent')
  await signInButton(page).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'You did not agree, so nothing was done' })).toBeVisible()
  await expect(page.getByText('AADSTS65004')).toBeVisible()
  expect((await page.request.get('/api/runs')).status()).toBe(401)

  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(signInButton(page)).toBeVisible()
})

test('after signing out a copy of the cookie opens nothing', async ({ page, browser, baseURL, signInAs }) => {
  await signInAs('user@contoso.example')
  const cookies = await page.context().cookies()
  await page.getByRole('button', { name: 'Account: Demo User' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()

  const thief = await browser.newContext({ ...(baseURL && { baseURL }) })
  await thief.addCookies(cookies)
  const stolen = await thief.newPage()
  expect((await stolen.request.get('/api/runs')).status()).toBe(401)
  await stolen.goto('/runs')
  await expect(signInButton(stolen)).toBeVisible()
  await thief.close()
})

test('without a session the routes of the pages answer 401 and a code', async ({ request }) => {
  const unknown = crypto.randomUUID()
  for (const path of [
    '/api/runs',
    `/api/runs/${unknown}`,
    `/api/runs/${unknown}/output?task=x`,
    '/api/live?runs=mine',
  ]) {
    const answer = await request.get(path)
    expect(answer.status(), path).toBe(401)
    expect(await answer.json(), path).toEqual({ code: 'sign_in_required' })
  }
})

test("somebody else's run and an unknown one get the same page", async ({ page, signInAs, openAs }) => {
  await signInAs('user@contoso.example')
  const theirs = await pressFlow(page, 'ping-lakehouse')
  const other = await openAs('user2@contoso.example')
  const pages = []
  for (const runId of [theirs, crypto.randomUUID(), 'no-id-at-all']) {
    const answer = await other.goto(`/runs/${runId}`)
    await expect(other.getByRole('heading', { name: 'Nothing here for you' })).toBeVisible()
    const api = await other.request.get(`/api/runs/${runId}`)
    pages.push({
      status: answer?.status(),
      title: await other.title(),
      text: await other.getByRole('main').textContent(),
      api: [api.status(), await api.text()],
    })
  }
  expect(pages[0]).toMatchObject({ status: 404, api: [404, '{"code":"not_found"}'] })
  expect(pages[1]).toEqual(pages[0])
  expect(pages[2]).toEqual(pages[0])
})
