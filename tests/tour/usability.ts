/**
 * `npm run usability [folder]`: walks each journey in a portal of its own, counts clicks and seconds, and writes them to
 * tests/tour/usability.md. With a folder, each screen of it is there afterwards: light, dark and on a phone.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright/test'
import { ensureBuilt, node24, ROOT } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { ensureChromium } from '../support/chromium.mjs'
import { startStack } from '../support/stack.ts'
import { JOURNEYS } from './journeys.ts'
import { signEverybodyIn } from './people.ts'
import { type Cost, Walker } from './walker.ts'

const NOTE = join(ROOT, 'tests/tour/usability.md')
const folder = process.argv[2] ?? ''

const children = new Children()
await ensureBuilt(children)
const executablePath = await ensureChromium(children)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
const stack = await startStack()
try {
  const people = await signEverybodyIn(browser, stack)
  const costs: [string, Cost][] = []
  for (const { name, as, walk } of JOURNEYS) {
    const page = await people[as].newPage()
    await page.goto('/')
    const by = new Walker(page, folder)
    await walk(by, stack)
    costs.push([name, by.cost])
    console.log(`${name}: ${by.cost.clicks} clicks, ${by.cost.seconds.toFixed(1)} s`)
    await page.close()
  }
  await writeFile(NOTE, noteOf(costs))
  await children.run('biome', node24(), [
    join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
    'format',
    '--write',
    NOTE,
  ])
} finally {
  await stack.close()
  await browser.close()
}

function noteOf(costs: readonly (readonly [string, Cost])[]): string {
  const rows = costs.map(([name, { clicks, fields, seconds, screens }]) => {
    return `| ${name} | ${clicks} | ${fields} | ${seconds.toFixed(1)} | ${screens.join(', ')} |`
  })
  return `# Clicks and seconds of each journey

Written by \`npm run usability\`, which walks them in Chromium in a portal of its own, each from Home. Seconds are those in
which the portal was waited for, the job's own time included: nobody reads or thinks there. With a folder behind it, as in
\`npm run usability -- pictures\`, each screen is kept there in light, in dark and on a phone.

| Journey | Clicks | Fields typed | Seconds | Screens |
|---|---|---|---|---|
${rows.join('\n')}
`
}
