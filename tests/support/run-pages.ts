import type { Locator, Page } from 'playwright/test'

/** Opens a flow and presses its button as it stands. Answers the id of the run that the browser is taken to. */
export async function pressFlow(page: Page, slug: string): Promise<string> {
  await page.goto(`/flows/${slug}`)
  return press(page)
}

/** Presses the button of the open flow. */
export async function press(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Run flow' }).click()
  return shownRun(page)
}

/** The id of the run whose page is open, or is just being opened. */
export async function shownRun(page: Page): Promise<string> {
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/)
  return new URL(page.url()).pathname.slice('/runs/'.length)
}

export function runStatus(page: Page): Locator {
  return page.getByRole('status', { name: 'Run status' })
}

/** The row of this run in a list of runs. */
export function rowOf(page: Page, runId: string): Locator {
  return page.getByRole('row').filter({ has: page.locator(`a[href="/runs/${runId}"]`) })
}
