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
  // One portal and one pair of emulators serve all tests; each test brings people and flows of its own.
  workers: 1,
  retries: 0,
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
