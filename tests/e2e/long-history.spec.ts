import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { runStatus, shownRun } from '../support/run-pages.ts'
import { expect, test as shared } from '../support/scenario.ts'
import { type Stack, startStack } from '../support/stack.ts'

const STACK_TIMEOUT_MS = 120_000
const ON_A_PAGE = 50
const SEEDED = 240
const FOLDER = '/Volumes/finance/inbound/heron'

/** A portal with more runs than a page holds; no other story has to read past them. */
const test = shared.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      await stack.close()
    },
    { scope: 'worker', timeout: STACK_TIMEOUT_MS },
  ],
})

const USER = 'user@contoso.example'

/** The field of this name in the row of filters: a choice's label has all its options in it. */
const filter = (page: Page, label: string) =>
  page
    .getByRole('search', { name: 'Filters' })
    .locator('label')
    .filter({ has: page.getByText(label, { exact: true }) })
    .locator('input, select')

/** The runs of the page, newest first. */
async function shownRuns(page: Page): Promise<string[]> {
  const links = page.getByRole('table', { name: 'Runs' }).locator('a[href^="/runs/"]')
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  return [...new Set(hrefs)]
}

const downloaded = async (page: Page, command: string) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: command }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

test('without scripts: a history is read to its end and back, page by page, and taken along whole', async ({
  openAs,
  stack,
}) => {
  await openAs('admin@contoso.example')
  const page = await openAs(USER, { javaScriptEnabled: false })
  await stack.addHistory(SEEDED)
  await page.goto('/runs')
  const pages = [await shownRuns(page)]
  expect(pages[0]).toHaveLength(ON_A_PAGE)
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0)
  const older = page.getByRole('link', { name: 'Older' })
  while ((await older.count()) > 0) {
    await older.click()
    pages.push(await shownRuns(page))
  }
  const all = pages.flat()
  expect(all.length).toBe(new Set(all).size)
  expect(all.length).toBeGreaterThanOrEqual(SEEDED / 2)

  for (const before of pages.slice(0, -1).reverse()) {
    await page.getByRole('link', { name: 'Newer' }).click()
    expect(await shownRuns(page)).toEqual(before)
  }
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0)

  const rows = JSON.parse(await downloaded(page, 'Export JSON')) as unknown[]
  expect(rows).toHaveLength(all.length)
  expect((await downloaded(page, 'Export CSV')).trimEnd().split('\r\n')).toHaveLength(all.length + 1)
})

test('without scripts: each filter finds a run among many, and another value of it does not', async ({ openAs }) => {
  test.setTimeout(180_000) // two pages for each of them
  const user = await openAs(USER)
  await user.goto('/flows/import-invoices')
  await user.getByLabel('Folder').fill(FOLDER)
  await user.getByRole('button', { name: 'Run flow' }).click()
  const runId = await shownRun(user)
  await expect(runStatus(user)).toHaveText('Failed', { timeout: 30_000 })

  const page = await openAs('admin@contoso.example', { javaScriptEnabled: false })
  const row = page.getByRole('row').filter({ has: page.locator(`a[href="/runs/${runId}"]`) })
  const askFor = async (label: string, value: string) => {
    await page.goto('/admin/runs')
    await page.getByText('More filters').click()
    const field = filter(page, label)
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
    await page.getByRole('button', { name: 'Apply' }).click()
  }
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  for (const [label, fits, other] of [
    ['Search', 'heron', 'kingfisher'],
    ['Status', 'Failed', 'Skipped'],
    ['Flow', 'Import supplier invoices', 'Ping the lakehouse'],
    ['From', day(-1), day(2)],
    ['To', day(1), day(-2)],
    ['Started by', 'user@contoso', 'maker@contoso'],
    ['How it was started', 'By a press', 'By a schedule'],
    ['Cause', 'The code', 'Rights'],
    ['Took at least', '1 s', '9 h'],
    ['Took at most', '9 h', '1 s'],
    ['Input', 'source_folder=heron', 'source_folder=kingfisher'],
    ['Error', 'ValueError', 'KeyError'],
  ] as const) {
    await askFor(label, fits)
    await expect(row, `${label}: ${fits}`).toHaveCount(1)
    await askFor(label, other)
    await expect(row, `${label}: ${other}`).toHaveCount(0)
  }
})

test('a list opens with the view that a person begins with, on any device, until they do without', async ({
  openAs,
}) => {
  const page = await openAs(USER)
  await page.goto('/runs?status=Timed+out&columns=status,workspace')
  await page.getByText('Saved views').click()
  await page.getByLabel('Name', { exact: true }).fill('Too long')
  await page.getByRole('button', { name: 'Save this list as a view' }).click()
  await page.getByRole('button', { name: 'Open the list with it' }).click()
  await expect(page.getByText('(opens first)')).toBeVisible()

  const elsewhere = await openAs(USER)
  await elsewhere.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My runs' }).click()
  await expect(filter(elsewhere, 'Status')).toHaveValue('Timed out')
  await expect(elsewhere.getByRole('columnheader', { name: 'Workspace' })).toBeVisible()
  await elsewhere.getByText('Saved views').click()
  await elsewhere.getByRole('button', { name: 'No longer open the list with it' }).click()
  await page.goto('/runs')
  await expect(filter(page, 'Status')).toHaveValue('')
})

test('a row of the list follows its run without a reload', async ({ openAs, taskTimes, later }) => {
  await taskTimes('ping-lakehouse', 600_000)
  const page = await openAs(USER)
  await page.goto('/flows/ping-lakehouse')
  await page.getByRole('button', { name: 'Run flow' }).click()
  const runId = await shownRun(page)
  await expect(runStatus(page)).toHaveText('Running')
  await page.goto('/runs')
  const row = page.getByRole('row').filter({ has: page.locator(`a[href="/runs/${runId}"]`) })
  await expect(row).toContainText('Running')
  await page.evaluate(() => Object.assign(window, { stayed: true }))
  await later(700_000)
  await expect(row).toContainText('Succeeded')
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
})
