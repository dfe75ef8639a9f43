import type { Browser, BrowserContext } from 'playwright'
import type { Stack } from '../support/stack.ts'
import { pictureInLooks } from './looks.ts'
import { signEverybodyIn } from './people.ts'
import { makeRefusedRun, makeRuns, makeUnwatchedRun, makeWaitingRun } from './run-states.ts'

const HISTORY = 300

/** The page of a run in each of its states, two runs compared, and what Admins see of all of them, in `folder`. */
export async function pictureRuns(browser: Browser, stack: Stack, folder: string): Promise<void> {
  const early = await signEverybodyIn(browser, stack)
  await Promise.all(Object.values(early).map((context) => context.close()))
  // Only now it has people for its runs.
  await stack.addHistory(HISTORY)
  const people = await signEverybodyIn(browser, stack, { timezoneId: 'Europe/Berlin' })
  const runs = await makeRuns(stack, people)
  const picture = (as: BrowserContext, path: string, name: string) => pictureOf(as, path, folder, name)

  for (const [state, path] of Object.entries(runs)) await picture(people.user, path, `run-${state}`)
  await picture(people.outsider, await makeRefusedRun(stack, people), 'run-refused')
  await picture(people.maker, await makeUnwatchedRun(stack, people), 'run-unwatched')
  await picture(people.user2, await makeWaitingRun(stack, people), 'run-waiting')
  const [one, other] = [runs.succeeded, runs.severalTasks].map((path) => path.slice('/runs/'.length))
  await picture(people.user, `/runs/compare?run=${one}&run=${other}`, 'compare')
  await picture(people.user, `${runs.failed}/proof`, 'proof')
  for (const [path, name] of [
    ['/admin/runs', 'all-runs'],
    ['/admin/runs/figures', 'figures'],
    ['/admin/sign-ins', 'sign-in-log'],
    ['/admin/audit', 'audit-log'],
    ['/admin/people', 'people'],
    ['/admin/settings?part=storage', 'storage'],
  ] as const) {
    await picture(people.admin, path, name)
  }
}

async function pictureOf(context: BrowserContext, path: string, folder: string, name: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await pictureInLooks(page, folder, name)
  await page.close()
}
