import type { BrowserContext, BrowserContextOptions, Page } from 'playwright/test'
import type { RanRun } from './emulator-control.ts'
import { test as base, expect } from './fixtures.ts'
import { signIn } from './portal-pages.ts'
import { restoreTimes, timeTasks } from './sample-jobs.ts'

interface ScenarioFixtures {
  /** A browser of its own, signed in: for stories of several people, or without scripts. */
  openAs: (upn: string, options?: BrowserContextOptions) => Promise<Page>
  /** What the workspace really started during this test, oldest first. */
  startedRuns: () => Promise<RanRun[]>
  /** For this test alone, each task of the sample flow's job takes so long. */
  taskTimes: (slug: string, durationMs: number) => Promise<void>
  /** Moves the clocks of both emulators on, for this test alone. */
  later: (ms: number) => Promise<void>
  /** Modes that one test switches on do not reach the next. */
  _modes: undefined
}

/** The portal under test, and what stories need that take more than one page. */
export const test = base.extend<ScenarioFixtures>({
  openAs: async ({ browser, stack }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (upn, options = {}) => {
      const context = await browser.newContext({ baseURL: stack.portalUrl, ...options })
      contexts.push(context)
      const page = await context.newPage()
      await signIn(page, upn)
      return page
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
  startedRuns: async ({ emulator }, use) => {
    const before = new Set((await emulator.databricks.runs()).map(({ run_id }) => run_id))
    await use(async () => (await emulator.databricks.runs()).filter(({ run_id }) => !before.has(run_id)))
  },
  taskTimes: async ({ emulator: { databricks } }, use) => {
    const changed = new Set<string>()
    await use(async (slug, durationMs) => {
      changed.add(slug)
      await timeTasks(databricks, slug, durationMs)
    })
    await Promise.all([...changed].map((slug) => restoreTimes(databricks, slug)))
  },
  later: async ({ emulator: { entra, databricks } }, use) => {
    let moved = 0
    const move = async (ms: number) => {
      moved += ms
      await Promise.all([entra.advanceClock(ms), databricks.advanceClock(ms)])
    }
    await use(move)
    if (moved === 0) return
    // Runs are planned ahead: where the clock goes back, those that had ended would go on. So the workspace is emptied.
    await Promise.all([entra.advanceClock(-moved), databricks.reset()])
  },
  _modes: [
    async ({ emulator: { entra, databricks } }, use) => {
      await use(undefined)
      await Promise.all([
        entra.setMode({ refreshTokens: 'lenient', accessTokenSeconds: null }),
        databricks.setMode({ ipAccessList: false, htmlAuthErrors: false, rateLimits: false }),
      ])
    },
    { auto: true },
  ],
})

export { expect }
