import { signEverybodyIn } from '../tour/people.ts'
import { stopsOfAdmins } from '../tour/stops-of-admins.ts'
import { tour, visitAll } from '../tour/visit.ts'

const TOUR_TIMEOUT_MS = 900_000

tour(
  'no page of Admins has an axe finding, a policy breach, a console error or sideways scroll (WEB-3)',
  async ({ browser, stack }) => {
    tour.setTimeout(TOUR_TIMEOUT_MS)
    const people = await signEverybodyIn(browser, stack)
    const nobody = await browser.newContext({ baseURL: stack.portalUrl })
    await visitAll(stopsOfAdmins(stack.databricksUrl), { ...people, nobody })
  },
)
