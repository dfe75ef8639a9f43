import type { Page } from 'playwright/test'
import { controlDatabricks } from '../support/emulator-control.ts'
import { pressFlow } from '../support/run-pages.ts'
import type { Stack } from '../support/stack.ts'
import { FLOW, JOB_ID } from './press.ts'

const RUNS = 15
const RUN_TIMEOUT_MS = 60_000

/** From the end of a run at Databricks to its word on the screen of who watches, ms. */
export async function statusDelays(page: Page, stack: Stack): Promise<number[]> {
  const databricks = controlDatabricks(stack.databricksUrl)
  const delays: number[] = []
  for (let turn = 0; turn < RUNS; turn += 1) {
    await pressFlow(page, FLOW)
    const shownAt = await momentOfSuccess(page)
    const ends = (await databricks.runs())
      .filter(({ job_id }) => job_id === JOB_ID)
      .map(({ end_time }) => Number(end_time))
    delays.push(shownAt - Math.max(...ends))
  }
  return delays
}

/** Looked at with every frame, by the clock that the emulator has too. */
async function momentOfSuccess(page: Page): Promise<number> {
  const status = page.getByRole('status', { name: 'Run status' })
  const moment = await page.waitForFunction(
    (element) => element?.textContent?.includes('Succeeded') && Date.now(),
    await status.elementHandle(),
    { polling: 'raf', timeout: RUN_TIMEOUT_MS },
  )
  return Number(await moment.jsonValue())
}
