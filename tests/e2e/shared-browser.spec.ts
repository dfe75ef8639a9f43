import type { Page } from 'playwright/test'
import { shownRun } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const FIRST = 'user@contoso.example'
const SECOND = 'maker@contoso.example'
/** Typed by the first person: sent with a run, and left unsent in a form. */
const SENT = '/Volumes/finance/inbound/kestrel-sent'
const DRAFT = '/Volumes/finance/inbound/kestrel-draft'

/** Everything that whoever sits in front of this page could read: its source, and what stands in its fields. */
async function readable(page: Page): Promise<string> {
  await expect(page.getByRole('heading').first()).toBeVisible()
  const typed = await page
    .locator('input, textarea, select')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
  return [await page.title(), ...typed, await page.content()].join('\n')
}

/** The first person looks around, runs a flow, and leaves a form half filled in. Answers the run's id. */
async function leaveTracks(page: Page): Promise<string> {
  await page.goto('/flows/import-invoices')
  await page.getByLabel('Folder').fill(SENT)
  await page.getByRole('button', { name: 'Run flow' }).click()
  const runId = await shownRun(page)
  await expect(page.getByText(SENT)).toBeVisible()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My runs' }).click()
  await expect(page).toHaveURL(/\/runs$/)
  await page.goto('/flows/import-invoices')
  await page.getByLabel('Folder').fill(DRAFT)
  return runId
}

/** Back to the first page of this tab, reading each on the way. Answers the addresses and what stood there. */
async function goAllTheWayBack(page: Page): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (;;) {
    await page.goBack()
    if (page.url() === 'about:blank') return found
    found.set(new URL(page.url()).pathname, await readable(page))
  }
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account: Demo User' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()
}

for (const { how, leave } of [
  { how: 'after a sign-out', leave: signOut },
  { how: 'in the place of another who did not sign out', leave: async () => undefined },
]) {
  test(`who signs in ${how} finds nothing of the other person, going back or forward (SES-7)`, async ({
    page,
    signInAs,
  }) => {
    await signInAs(FIRST)
    const runId = await leaveTracks(page)
    await leave(page)
    await page.goto(`/sign-in?again=1&login_hint=${SECOND}`)
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await expect(page.getByRole('button', { name: 'Account: Demo Maker' })).toBeVisible()

    const found = await goAllTheWayBack(page)
    expect([...found.keys()]).toEqual(
      expect.arrayContaining(['/', '/runs', `/runs/${runId}`, '/flows/import-invoices']),
    )
    await page.goForward()
    found.set('forward', await readable(page))
    for (const [path, text] of found) {
      for (const trace of [SENT, DRAFT, FIRST, 'Demo User'])
        expect([path, text.includes(trace)]).toEqual([path, false])
    }
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
    expect(await (await page.request.get(`/api/runs/${runId}`)).json()).toEqual({ code: 'not_found' })
  })
}
