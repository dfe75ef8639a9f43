import { pressFlow } from '../support/run-pages.ts'
import { signEverybodyIn } from '../tour/people.ts'
import { stopsWithoutRuns } from '../tour/stops.ts'
import { stopsOfMakers } from '../tour/stops-of-makers.ts'
import { tour, visitAll } from '../tour/visit.ts'

const TOUR_TIMEOUT_MS = 900_000

tour(
  'no page of makers, none of what they make, and none without a run has an axe finding, a policy breach, a console error or sideways scroll (WEB-3)',
  async ({ browser, stack }) => {
    tour.setTimeout(TOUR_TIMEOUT_MS)
    const people = await signEverybodyIn(browser, stack)
    const page = await people.user.newPage()
    const runInSteps = `/runs/${await pressFlow(page, 'in-steps')}`
    await page.close()
    const nobody = await browser.newContext({ baseURL: stack.portalUrl })
    await visitAll([...stopsWithoutRuns(), ...stopsOfMakers(runInSteps)], { ...people, nobody })
  },
)
