import type { Page } from 'playwright/test'
import { expect, test as shared } from '../support/fixtures.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { complaintsOf, findingsOf, type Look, sidewaysScroll, tellOfBreaches } from '../tour/look-at.ts'
import { signEverybodyIn } from '../tour/people.ts'
import { makeRefusedRun, makeRuns, makeUnwatchedRun, makeWaitingRun, type People } from '../tour/run-states.ts'
import { type StatesOfRuns, type Stop, stopsOf } from '../tour/stops.ts'

const TOUR_TIMEOUT_MS = 420_000
const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const NARROWEST = { width: 320, height: 640 }
const ON_DESKTOP: readonly Look[] = ['light', 'dark', 'contrast', 'forced colours']
const ON_PHONE: readonly Look[] = ['light', 'dark']

/** A portal of its own: the tour leaves runs, faults and a person without tokens behind. */
const test = shared.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      await stack.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

test('no page in any state, theme and width has an axe finding, a policy breach, a console error or sideways scroll (WEB-3)', async ({
  browser,
  stack,
}) => {
  test.setTimeout(TOUR_TIMEOUT_MS)
  const people = await signEverybodyIn(browser, stack)
  const runs = await makeStates(stack, people)
  const nobody = await browser.newContext({ baseURL: stack.portalUrl })
  const pages = new Map<string, Page>()
  for (const stop of stopsOf(runs)) {
    const context = stop.as ? people[stop.as] : nobody
    const page = pages.get(stop.as ?? '') ?? (await context.newPage())
    if (!pages.has(stop.as ?? '')) await tellOfBreaches(page)
    pages.set(stop.as ?? '', page)
    await test.step(stop.name, () => visit(page, stop))
  }
})

async function makeStates(stack: Stack, people: People): Promise<StatesOfRuns> {
  const page = await people.user.newPage()
  await page.goto('/flows/refresh-sales')
  await page.getByRole('button', { name: 'Add to favourites' }).click()
  await page.getByRole('button', { name: 'Remove from favourites' }).waitFor()
  await page.close()
  const [own, refused, notWatched, waiting] = await Promise.all([
    makeRuns(stack, people),
    makeRefusedRun(people),
    makeUnwatchedRun(stack, people),
    makeWaitingRun(stack, people),
  ])
  return { ...own, refused, notWatched, waiting }
}

async function visit(page: Page, { name, path, status = 200, act, only }: Stop): Promise<void> {
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
  // A browser says on the console that the very page was answered with 404, or 403.
  const unexpected = complaints.filter((text) => status === 200 || !text.includes(`status of ${status}`))
  expect.soft(unexpected, name).toEqual([])
  page.removeAllListeners()
}
