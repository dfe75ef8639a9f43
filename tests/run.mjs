/** `npm test`: everything, from a fresh clone; or one part: unit, integration, e2e. Must itself run on Node 20. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, node24, ROOT, toolEnvironment } from '../.ci/bootstrap.mjs'
import { Children } from '../.ci/children.mjs'
import { ensureChromium } from './support/chromium.mjs'
import { addUp, playwrightResult, vitestResult } from './support/results.mjs'

const PARTS = ['unit', 'integration', 'e2e']
const INTERRUPTED = 130

const asked = process.argv.slice(2)
const unknown = asked.find((part) => !PARTS.includes(part))
if (unknown) {
  console.error(`There are no "${unknown}" tests; the parts are ${PARTS.join(', ')}.`)
  process.exit(2)
}
const children = new Children()
children.endOnSignals(INTERRUPTED)
const reports = mkdtempSync(join(tmpdir(), 'lakeport-reports-'))
process.once('exit', () => rmSync(reports, { recursive: true, force: true }))

try {
  const results = await runParts(PARTS.filter((part) => asked.length === 0 || asked.includes(part)))
  const total = addUp(results)
  for (const title of results.flatMap(({ again = [] }) => again)) console.log(`passed at its second try: ${title}`)
  if (total.skipped > 0) console.log(`${total.skipped} skipped: ${total.skippedWhere.join(', ')}`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
} catch (error) {
  if (!children.ending) {
    console.error(error instanceof Error ? error.message : error)
    await children.end()
    console.log('0 passed, 1 failed')
    process.exit(1)
  }
}

/** @param {string[]} parts */
async function runParts(parts) {
  await ensureInstalled(children)
  // Unit tests touch neither; integration tests may start a whole portal.
  if (parts.some((part) => part !== 'unit')) await ensureBuilt(children)
  const results = []
  for (const part of parts) {
    console.log(`\n${part} tests`)
    const result = part === 'e2e' ? await runPlaywright() : await runVitest(part)
    if (result.note) console.error(result.note)
    results.push(result)
  }
  return results
}

/** @param {string} project */
async function runVitest(project) {
  const report = join(reports, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json']
  const exitCode = await run('node_modules/vitest/vitest.mjs', [...args, `--outputFile.json=${report}`])
  return vitestResult(project, read(report), exitCode)
}

async function runPlaywright() {
  const report = join(reports, 'e2e.json')
  const exitCode = await run('node_modules/playwright/cli.js', ['test', '--reporter=list,json'], {
    CHROME_PATH: await ensureChromium(children),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  })
  return playwrightResult('e2e', read(report), exitCode)
}

/** @param {string} script @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<number | null>} */
async function run(script, args, env = {}) {
  const options = { cwd: ROOT, env: toolEnvironment(env) }
  const { code } = await children.start(script, node24(), [join(ROOT, script), ...args], options).exited
  return code
}

/** @param {string} report */
function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
}
