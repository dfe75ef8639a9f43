import { readFile } from 'node:fs/promises'
import { expect, test } from '../support/fixtures.ts'
import { signIn } from '../support/portal-pages.ts'
import { pressFlow } from '../support/run-pages.ts'

const USER = 'user@contoso.example'

test('an Admin looks from a failed sign-in to what to do, and from a run to its token and back', async ({
  page,
  browser,
  stack,
  signInAs,
}) => {
  const outside = await browser.newContext({ baseURL: stack.portalUrl })
  const stranger = await outside.newPage()
  await stranger.goto('/sign-in?login_hint=norole@contoso.example')
  await stranger.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await stranger.getByRole('heading', { name: 'Your account may not use Lakeport yet' }).waitFor()
  await outside.close()
  await signInAs('admin@contoso.example')
  const runId = await pressFlow(page, 'ping-lakehouse')

  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sign-in log' }).click()
  await page.getByLabel('Result').selectOption('Failure')
  await expect(page).toHaveURL(/result=failure/)
  const row = page.getByRole('row').filter({ hasText: 'norole@contoso.example' })
  await expect(row).toContainText('no_role')
  await row.getByRole('rowheader').getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign-in' })).toBeVisible()
  await expect(page.getByText('An administrator gives one in the enterprise application.')).toBeVisible()
  await page.getByRole('link', { name: 'All entries of this correlation id' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Code redeemed' })).toBeVisible()

  await page.goto(`/runs/${runId}`)
  await page.getByRole('link', { name: 'What the sign-in log says of this run' }).click()
  await page.getByRole('rowheader').first().getByRole('link').click()
  await expect(page.getByText('Kept by Lakeport: Entra ID was not asked')).toBeVisible()
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Run \d+$/ })
    .click()
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}$`))
})

test('everybody finds their own sign-ins in the account menu, and takes them along as a file (IO-11)', async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ baseURL: stack.portalUrl })
  const page = await context.newPage()
  await signIn(page, USER)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('link', { name: 'My sign-ins' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'My sign-ins' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'User' })).toHaveCount(0)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^lakeport-sign-ins-\d{4}-\d\d-\d\d\.csv$/)
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toContain(`"${USER}"`)
  expect(text).not.toMatch(/eyJ[\w-]{10}/)
  await context.close()
})

test('without scripts the log is filtered by its form', async ({ browser, stack }) => {
  const context = await browser.newContext({ baseURL: stack.portalUrl })
  const page = await context.newPage()
  await signIn(page, USER)
  const plain = await browser.newContext({
    baseURL: stack.portalUrl,
    javaScriptEnabled: false,
    storageState: await context.storageState(),
  })
  const bare = await plain.newPage()
  await bare.goto('/sign-ins')
  await bare.getByLabel('Kind').selectOption('Code redeemed')
  await bare.getByRole('button', { name: 'Apply' }).click()
  await expect(bare.getByRole('row').filter({ hasText: 'Code redeemed' }).first()).toBeVisible()
  await expect(bare.getByRole('row').filter({ hasText: 'Sign-in' })).toHaveCount(0)
  await plain.close()
  await context.close()
})
