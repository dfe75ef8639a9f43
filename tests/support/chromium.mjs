/** Finds the Chromium that browser tests drive, or installs one. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const VERSION_TIMEOUT_MS = 20_000

/** @returns {Promise<string | undefined>} the path of one that starts */
export async function findChromium() {
  const named = process.env.CHROME_PATH ?? process.env.LAKEPORT_CHROMIUM
  if (named) {
    if (starts(named)) return named
    throw new Error(`${named}, which CHROME_PATH or LAKEPORT_CHROMIUM names, does not start.`)
  }
  return [...USUAL_PLACES, await playwrightsOwn()].find(starts)
}

/**
 * @param {import('../../.ci/children.mjs').Children} children
 * @returns {Promise<string>}
 * @throws {Error} when there is none and none can be installed
 */
export async function ensureChromium(children) {
  const there = await findChromium()
  if (there) return there
  for (const [name, command, args] of installers()) {
    console.log(`No Chromium found; trying ${name}.`)
    await children.run(name, command, args).catch((error) => console.log(error.message))
    const found = await findChromium()
    if (found) return found
  }
  throw new Error('The browser tests need Chromium: install it, or name one that is installed in CHROME_PATH.')
}

/** @returns {[string, string, string[]][]} */
function installers() {
  /** @type {[string, string, string[]][]} */
  const all = [['playwright install chromium', process.execPath, [playwrightCli(), 'install', 'chromium']]]
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const script = 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'
    all.push(['apt-get install chromium', 'sh', ['-c', script]])
  }
  return all
}

function playwrightCli() {
  return new URL('../../node_modules/playwright/cli.js', import.meta.url).pathname
}

/** Loaded late, because this file is also read before anything is installed. */
async function playwrightsOwn() {
  const { chromium } = await import('playwright')
  return chromium.executablePath()
}

/** Some distributions put a stub there that only says how to install the browser. @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false
  try {
    execFileSync(path, ['--version'], { timeout: VERSION_TIMEOUT_MS, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
