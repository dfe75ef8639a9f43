import type { BrowserContext, Page } from 'playwright/test'
import { expect, test as shared } from '../support/fixtures.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { writeFlows } from './flows.ts'
import { complaintsOf, findingsOf, type Look, sidewaysScroll, tellOfBreaches } from './look-at.ts'
import { DESKTOP, PHONE } from './looks.ts'
import type { People } from './run-states.ts'
import type { Stop } from './stops.ts'

const NARROWEST = { width: 320, height: 640 }
/** A stop that cannot be reached ends the tour then, and not with all of its time. */
const LONGEST_WAIT_MS = 60_000
const ON_DESKTOP: readonly Look[] = ['light', 'dark', 'contrast', 'forced colours']
const ON_PHONE: readonly Look[] = ['light', 'dark']

/** A portal of its own: the tour leaves runs, faults and a person without tokens behind. */
export const tour = shared.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const flows = await writeFlows()
      const stack = await startStack({ flowsFile: flows.path })
      await use(stack)
      await stack.close()
      await flows.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** Goes to each stop as whom it is for, and expects nothing to complain about at any width and in any look. */
export async function visitAll(
  stops: readonly Stop[],
  contexts: People & { readonly nobody: BrowserContext },
): Promise<void> {
  const pages = new Map<string, Page>()
  for (const stop of stops) {
    const who = stop.as ?? 'nobody'
    const page = pages.get(who) ?? (await contexts[who].newPage())
    if (!pages.has(who)) {
      page.setDefaultTimeout(LONGEST_WAIT_MS)
      await tellOfBreaches(page)
    }
    pages.set(who, page)
    await tour.step(stop.name, () => visit(page, stop))
  }
}

async function visit(page: Page, { name, path, status = 200, refused = status, act, only }: Stop): Promise<void> {
  const complaints = complaintsOf(page)
  await page.setViewportSize(only === 'phone' ? PHONE : DESKTOP)
  const response = await page.goto(path)
  expect.soft(response?.status(), name).toBe(status)
  await act?.(page)
  if (only !== 'phone') expect.soft(await findingsOf(page, ON_DESKTOP), `${name}, desktop`).toEqual([])
  if (only !== 'desktop') {
    await page.setViewportSize(PHONE)
    expect.soft(await findingsOf(page, ON_PHONE), `${name}, phone`).toEqual([])
    await page.setViewportSize(NARROWEST)
    expect.soft(await sidewaysScroll(page), `${name} scrolls sideways at 320 px`).toBe(0)
  }
  // A browser says on the console that the very page was answered with 404, or 403, and a form with 422.
  const unexpected = complaints.filter((text) => refused === 200 || !text.includes(`status of ${refused}`))
  expect.soft(unexpected, name).toEqual([])
  page.removeAllListeners()
}
