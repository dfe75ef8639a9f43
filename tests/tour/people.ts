import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright'
import type { Stack } from '../support/stack.ts'
import type { People } from './run-states.ts'

/** Everybody of the demo who may come in, each in a browser of their own. */
export async function signEverybodyIn(
  browser: Browser,
  stack: Stack,
  options?: BrowserContextOptions,
): Promise<People> {
  const enter = (name: string) => signedIn(browser, stack, `${name}@contoso.example`, options)
  const [user, user2, maker, admin, outsider] = await Promise.all([
    enter('user'),
    enter('user2'),
    enter('maker'),
    enter('admin'),
    enter('outsider'),
  ])
  return { user, user2, maker, admin, outsider }
}

async function signedIn(
  browser: Browser,
  stack: Stack,
  upn: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: stack.portalUrl, ...options })
  const page = await context.newPage()
  await page.goto(`/sign-in?login_hint=${encodeURIComponent(upn)}`)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await page.waitForURL(`${stack.portalUrl}/`)
  await page.close()
  return context
}
