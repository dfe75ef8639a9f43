import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { RunOptions } from 'axe-core'
import type { Page } from 'playwright'

export type Look = 'light' | 'dark' | 'contrast' | 'forced colours'

/** Not the readable one, which is more than twice as long: every page that is looked at has to read it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What a change of colours can break; all else is the same in every look. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

const EVERYTHING = { runOnly: { type: 'tag', values: STANDARDS } } satisfies RunOptions
const COLOURS = { runOnly: { type: 'rule', values: OF_COLOURS } } satisfies RunOptions

/** What axe finds on the page as it stands: everything in the first look, the colours in the others. */
export async function findingsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  // Through the debugger, as a browser's extension would: the page's policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  // What happens to lie half under the bar at the top is no finding.
  await page.evaluate(() => scrollTo(0, 0))
  const found: string[] = []
  for (const [at, look] of looks.entries()) {
    await putOn(page, look)
    found.push(...(await findings(page, look, at === 0 ? EVERYTHING : COLOURS)))
  }
  return found
}

async function putOn(page: Page, look: Look): Promise<void> {
  const forced = look === 'forced colours'
  // Forced colours are those of a dark system: of a light one, Chromium on Linux has no set that belongs together.
  await page.emulateMedia({ forcedColors: forced ? 'active' : null, colorScheme: forced ? 'dark' : null })
  await page.evaluate((theme) => document.documentElement.setAttribute('data-theme', theme), forced ? 'system' : look)
}

async function findings(page: Page, look: Look, options: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(
    (how) => (window as unknown as { axe: typeof axe }).axe.run(document, how),
    {
      ...options,
      resultTypes: ['violations'],
      preload: false,
    } satisfies RunOptions,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${look}: ${id}: ${html} ${failureSummary ?? ''}`),
  )
}

/** How far the page can be scrolled sideways, px. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Collects what the browser complains of, from now on: console errors, uncaught ones, breaches of the policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.location().url}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}

/** Every breach of the policy becomes an error on the console, with what was to be loaded. */
export async function tellOfBreaches(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`policy: ${violatedDirective} refused ${blockedURI} ${sample}`)
    })
  })
}
