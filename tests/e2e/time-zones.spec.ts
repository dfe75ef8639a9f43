import { pressFlow, rowOf } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
/** Twenty-five hours apart: it is never the same day in both. */
const [EAST, WEST] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago']

/** 2026-11-24, in the zone. */
const dayIn = (timeZone: string, at: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at)
/** "24 Nov 2026, 14:02", in the zone. */
const shownIn = (timeZone: string, at: Date) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).format(at)

test('times and the days of a filter are those of the browser’s time zone, also before its scripts run', async ({
  openAs,
}) => {
  const east = await openAs(USER, { timezoneId: EAST })
  const runId = await pressFlow(east, 'ping-lakehouse')
  await east.goto('/runs')
  const time = rowOf(east, runId).locator('time').first()
  const at = new Date((await time.getAttribute('datetime')) ?? '')
  await expect(time).toHaveText(shownIn(EAST, at))
  expect(await (await east.request.get('/runs')).text()).toContain(shownIn(EAST, at))

  const west = await openAs(USER, { timezoneId: WEST })
  await west.goto('/runs')
  await expect(rowOf(west, runId).locator('time').first()).toHaveText(shownIn(WEST, at))

  for (const [page, zone, other] of [
    [east, EAST, WEST],
    [west, WEST, EAST],
  ] as const) {
    await page.goto(`/runs?from=${dayIn(zone, at)}&to=${dayIn(zone, at)}`)
    await expect(rowOf(page, runId), zone).toBeVisible()
    await page.goto(`/runs?from=${dayIn(other, at)}&to=${dayIn(other, at)}`)
    await expect(rowOf(page, runId), zone).toBeHidden()
  }
})
