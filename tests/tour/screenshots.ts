/**
 * `npm run screenshots [folder]`: starts a portal of its own and takes the pictures that README shows, so that they stay true. With
 * a folder, the pages of runs in all their states are there afterwards, with what Admins see of them: light, dark and on a phone.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright/test'
import { ensureBuilt, ROOT } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { ensureChromium } from '../support/chromium.mjs'
import { startStack } from '../support/stack.ts'
import { DESKTOP } from './looks.ts'
import { pictureRuns } from './pictures-of-runs.ts'

const FOLDER = join(ROOT, 'public/screenshots')
const WAIT_MS = 60_000
const folder = process.argv[2]

const children = new Children()
await ensureBuilt(children)
const executablePath = await ensureChromium(children)
await mkdir(FOLDER, { recursive: true })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
const stack = await startStack()
try {
  await takeAll(
    await browser.newContext({
      baseURL: stack.portalUrl,
      viewport: DESKTOP,
      timezoneId: 'Europe/Berlin',
      colorScheme: 'light',
    }),
  )
  if (folder) await pictureRuns(browser, stack, folder)
} finally {
  await stack.close()
  await browser.close()
}

async function takeAll(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  await page.goto('/sign-in?login_hint=user@contoso.example')
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.goto('/flows/refresh-sales')
  await picture(page, 'flow')
  await pressAndSee(page, 'import-invoices', 'Failed')
  await picture(page, 'run-failed')
  await pressAndSee(page, 'refresh-sales', 'Succeeded')
  await picture(page, 'run-succeeded')
  await pressAndSee(page, 'ping-lakehouse', 'Succeeded')
  await pressAndSee(page, 'monthly-close', 'Running')
  await page.getByRole('list', { name: 'Time line' }).getByText('Succeeded').first().waitFor({ timeout: WAIT_MS })
  await picture(page, 'run-running')
  await page.goto('/')
  await picture(page, 'home')
  await page.goto('/runs')
  await picture(page, 'my-runs')
}

async function pressAndSee(page: Page, slug: string, status: string): Promise<void> {
  await page.goto(`/flows/${slug}`)
  await page.getByRole('button', { name: 'Run flow' }).click()
  await page.waitForURL(/\/runs\//)
  await page
    .getByRole('status', { name: 'Run status' })
    .filter({ hasText: new RegExp(`^${status}$`) })
    .waitFor({ timeout: WAIT_MS })
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
}
