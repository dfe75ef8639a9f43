import { signEverybodyIn } from '../tour/people.ts'
import { stopsOfMakers } from '../tour/stops.ts'
import { tour, visitAll } from '../tour/visit.ts'

const TOUR_TIMEOUT_MS = 900_000

tour(
  'no page of makers and Admins has an axe finding, a policy breach, a console error or sideways scroll (WEB-3)',
  async ({ browser, stack }) => {
    tour.setTimeout(TOUR_TIMEOUT_MS)
    const people = await signEverybodyIn(browser, stack)
    await visitAll(stopsOfMakers(), { ...people, nobody: await browser.newContext({ baseURL: stack.portalUrl }) })
  },
)
