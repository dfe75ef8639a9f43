import type { Page } from 'playwright/test'
import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
const bell = (page: Page) => page.getByRole('banner').getByRole('link', { name: /^Notices/ })

/** Other stories of the same portal leave notices too, and some come only now. */
async function readAll(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/notices')
    const unread = (await bell(page).getAttribute('aria-label')) !== 'Notices'
    if (unread) await page.getByRole('button', { name: 'Mark all as read' }).click({ timeout: 5_000 })
    await expect(bell(page)).toHaveAccessibleName('Notices', { timeout: 5_000 })
  }).toPass()
}

test('the bell says that a run has ended on a page that shows no run, and to open the notice is to have read it', async ({
  page,
  signInAs,
  taskTimes,
  later,
}) => {
  await taskTimes('ping-lakehouse', 600_000)
  await signInAs(USER)
  await readAll(page)
  const runId = await pressFlow(page, 'ping-lakehouse')
  await expect(runStatus(page)).toHaveText('Running')
  await page.goto('/connections')
  await later(700_000)
  await expect(bell(page)).toHaveAccessibleName(/^Notices: \d+ unread$/)

  await bell(page).click()
  const opening = page.getByRole('button', { name: /^Open the run: Ping the lakehouse, run \d+: Succeeded$/ })
  const told = await opening.first().getAttribute('aria-label')
  await opening.first().click()
  await page.waitForURL(`**/runs/${runId}`)
  await page.goto('/notices')
  const opened = page.getByRole('button', { name: told ?? 'none', exact: true })
  await expect(page.getByRole('row').filter({ has: opened })).toContainText('Read')
  await readAll(page)
})

test('without scripts a person chooses of what a flow tells them, and reads it', async ({ openAs }) => {
  const page = await openAs('maker@contoso.example', { javaScriptEnabled: false })
  await page.goto('/flows/ping-lakehouse')
  await page.getByRole('link', { name: 'Notices', exact: true }).last().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Notices of Ping the lakehouse')
  await page.getByRole('checkbox', { name: 'A run is done: In the portal' }).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'A run is done: In the portal' })).not.toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'A run fails: In the portal' })).toBeChecked()

  await page.goto('/notices/settings')
  await expect(page.getByRole('checkbox', { name: 'A run is done: In the portal' })).toBeChecked()
  await page.getByRole('link', { name: 'Ping the lakehouse' }).click()
  await page.getByRole('button', { name: 'As all flows' }).click()
  await expect(page.getByRole('checkbox', { name: 'A run is done: In the portal' })).toBeChecked()
})

test('a browser tells of the end of a run whose page is in another tab, and says plainly where it may not', async ({
  page,
  signInAs,
  taskTimes,
  later,
}) => {
  await taskTimes('ping-lakehouse', 600_000)
  // What a headless browser would show to nobody is written down.
  await page.addInitScript(() => {
    const shown: string[] = []
    const permission = () => Promise.resolve(window.name === 'refuses' ? 'denied' : 'granted')
    class Written {
      static requestPermission = permission
      onclick = null
      constructor(title: string) {
        shown.push(title)
      }
      close = () => shown.length
    }
    Object.assign(window, { Notification: Written, shown })
  })
  await signInAs(USER)
  await page.evaluate(() => {
    window.name = 'refuses'
  })
  await pressFlow(page, 'ping-lakehouse')
  await expect(runStatus(page)).toHaveText('Running')
  const tellMe = page.getByRole('button', { name: 'Tell me when it ends' })
  await tellMe.click()
  await expect(page.getByText('Your browser does not let this portal show notifications.')).toBeVisible()

  await page.evaluate(() => {
    window.name = 'allows'
  })
  await page.reload()
  await tellMe.click()
  await expect(page.getByText('Your browser tells you when the run ends.')).toBeVisible()
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await later(700_000)
  const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown)
  await expect.poll(shown).toEqual([expect.stringMatching(/^Ping the lakehouse, run \d+ has ended$/)])
})
