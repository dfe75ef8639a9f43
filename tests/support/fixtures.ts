import { copyFile } from 'node:fs/promises'
import { test as base, expect } from 'playwright/test'
import { controlDatabricks, controlEntra, type DatabricksControl, type EntraControl } from './emulator-control.ts'
import { signIn } from './portal-pages.ts'
import { type Stack, startStack } from './stack.ts'

const STACK_TIMEOUT_MS = 120_000

interface WorkerFixtures {
  /** The portal under test; one for all tests, until one fails. */
  stack: Stack
}

interface TestFixtures {
  /** Signs this page in, through the portal's own page, and leaves it where the portal takes the person. */
  signInAs: (upn: string) => Promise<void>
  emulator: { entra: EntraControl; databricks: DatabricksControl }
  /** Faults of one test do not reach the next; a failure brings the log along. */
  _tidy: undefined
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      await stack.close()
    },
    { scope: 'worker', timeout: STACK_TIMEOUT_MS },
  ],
  baseURL: ({ stack }, use) => use(stack.portalUrl),
  signInAs: ({ page }, use) => use((upn) => signIn(page, upn)),
  emulator: ({ stack }, use) =>
    use({ entra: controlEntra(stack.entraUrl), databricks: controlDatabricks(stack.databricksUrl) }),
  _tidy: [
    async ({ stack, emulator }, use, testInfo) => {
      await use(undefined)
      await Promise.all([emulator.entra.clearFaults(), emulator.databricks.clearFaults()])
      if (testInfo.status !== testInfo.expectedStatus) {
        await copyFile(stack.logFile, testInfo.outputPath('stack.log'))
      }
    },
    { auto: true },
  ],
})

export { expect }
