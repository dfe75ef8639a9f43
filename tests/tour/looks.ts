import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'

export const DESKTOP = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** Keeps the open page, whole, as `name`-light, -dark and -phone.png. */
export async function pictureInLooks(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [look, theme, size] of [
    ['light', 'light', DESKTOP],
    ['dark', 'dark', DESKTOP],
    ['phone', 'light', PHONE],
  ] as const) {
    await page.setViewportSize(size)
    await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme)
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled', fullPage: true })
  }
  await page.setViewportSize(DESKTOP)
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'system'))
}
