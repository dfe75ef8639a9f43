import { defineConfig } from 'playwright/test'
import { findChromium } from './tests/support/chromium.mjs'

const executablePath = await findChromium()

const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/require-build.ts',
  // Each worker has a portal and a pair of emulators; the tests of a file share them, and bring what they change.
  workers: 3,
  // The longest file first, so that no worker waits for it at the end.
  projects: [
    { name: 'tour', testMatch: 'tour*.spec.ts' },
    { name: 'stories', testIgnore: 'tour*.spec.ts' },
  ],
  // A second try has a browser, a portal and emulators of its own. `npm test` names what needed one.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    trace: 'off',
    launchOptions: { args: QUIET_FLAGS, ...(executablePath && { executablePath }) },
  },
})
