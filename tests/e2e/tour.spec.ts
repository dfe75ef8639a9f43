import type { Stack } from '../support/stack.ts'
import { signEverybodyIn } from '../tour/people.ts'
import { makeRefusedRun, makeRuns, makeUnwatchedRun, makeWaitingRun, type People } from '../tour/run-states.ts'
import { type StatesOfRuns, stopsOf } from '../tour/stops.ts'
import { tour, visitAll } from '../tour/visit.ts'

const TOUR_TIMEOUT_MS = 900_000

tour(
  'no page in any state, theme and width has an axe finding, a policy breach, a console error or sideways scroll (WEB-3)',
  async ({ browser, stack }) => {
    tour.setTimeout(TOUR_TIMEOUT_MS)
    const people = await signEverybodyIn(browser, stack)
    const runs = await makeStates(stack, people)
    await visitAll(stopsOf(runs), { ...people, nobody: await browser.newContext({ baseURL: stack.portalUrl }) })
  },
)

async function makeStates(stack: Stack, people: People): Promise<StatesOfRuns> {
  const page = await people.user.newPage()
  await page.goto('/flows/refresh-sales')
  await page.getByRole('button', { name: 'Add to favourites' }).click()
  await page.getByRole('button', { name: 'Remove from favourites' }).waitFor()
  await page.close()
  const [own, refused, notWatched, waiting] = await Promise.all([
    makeRuns(stack, people),
    makeRefusedRun(stack, people),
    makeUnwatchedRun(stack, people),
    makeWaitingRun(stack, people),
  ])
  return { ...own, refused, notWatched, waiting }
}
