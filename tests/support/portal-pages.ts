import { expect, type Page } from 'playwright/test'
import { scriptsIn, sumGzip } from './page-weight.ts'

/** Signs in through the portal's own page. */
export async function signIn(page: Page, upn: string): Promise<void> {
  await page.goto(`/sign-in?login_hint=${encodeURIComponent(upn)}`)
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}

/** Where the main navigation leads this person. */
export async function linkedPaths(page: Page): Promise<string[]> {
  const links = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').all()
  return Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? '/'))
}

/** What the server sends for a path, to the person who is signed in on this page. */
export async function htmlOf(page: Page, path: string): Promise<string> {
  const response = await page.request.get(path)
  if (response.status() !== 200) throw new Error(`${path} answered ${response.status()}`)
  return response.text()
}

/** First-load script of a page, gzip. */
export async function scriptBytes(page: Page, path: string): Promise<number> {
  return sumGzip(scriptsIn(await htmlOf(page, path)), async (script) => (await page.request.get(script)).body())
}
