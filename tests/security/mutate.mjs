/**
 * `npm run test:guards`, or with rules behind it, or parts of the paths of guarded files: `npm run test:guards -- RUN-2
 * lib/schedules`. Takes each guard of guards.mjs out of a copy of the project and runs the tests that name its rule. They pass
 * with the guard and fail without it, or this exits with 1. Takes about half a minute for each guard, two where the project is
 * built without it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import { projectFiles } from '../check/files.mjs'
import { GUARDS } from './guards.mjs'

const asked = process.argv.slice(2)
const chosen = GUARDS.filter(
  ({ rule, file }) => asked.length === 0 || asked.some((it) => it === rule || file.includes(it)),
)
if (chosen.length === 0) throw new Error(`No guard is known for ${asked.join(', ')}`)
const copy = mkdtempSync(join(tmpdir(), 'lakeport-guards-'))
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
copyProject()
const failed = [...withGuards(), ...chosen.flatMap(withoutGuard)]
for (const line of failed) console.log(line)
console.log(`${chosen.length} guards taken out, ${failed.length} of them, or of their tests, not as they should be`)
process.exitCode = failed.length > 0 ? 1 : 0

function copyProject() {
  for (const file of projectFiles(/./)) cpSync(join(ROOT, file), join(copy, file))
  const modules = [join(ROOT, 'node_modules'), join(copy, 'node_modules')]
  // Links are quick and small, where the copy lies on the same disk.
  if (spawnSync('cp', ['-al', ...modules]).status !== 0) {
    cpSync(modules[0] ?? '', modules[1] ?? '', { recursive: true, verbatimSymlinks: true })
  }
}

/** A test that fails anyway shows nothing. @returns {string[]} */
function withGuards() {
  if (chosen.some(({ built }) => built)) build()
  const tests = [...new Map(chosen.map((guard) => [`${guard.test} ${shownBy(guard)}`, guard])).values()]
  return tests.flatMap((guard) => {
    const found = run(guard)
    return found === 'green' ? [] : [`${shownBy(guard)}: ${guard.test} is ${found} with all guards in place`]
  })
}

/** @param {import('./guards.mjs').Guard} guard @returns {string[]} */
function withoutGuard(guard) {
  const place = join(copy, guard.file)
  const whole = readFileSync(place, 'utf8')
  writeFileSync(place, guard.edits.reduce(edited, whole))
  try {
    const found = guard.built && !build() ? 'not built' : run(guard)
    console.log(`${found === 'red' ? 'ok  ' : 'FAIL'}  ${shownBy(guard)}: ${guard.without}: ${found}`)
    return found === 'red' ? [] : [`${shownBy(guard)}: ${guard.test} is ${found} though ${guard.without}`]
  } finally {
    writeFileSync(place, whole)
  }
}

/** @param {string} text @param {readonly [string, string]} edit */
function edited(text, [guard, instead]) {
  const parts = text.split(guard)
  if (parts.length !== 2) throw new Error(`This stands ${parts.length - 1} times: ${guard}`)
  return parts.join(instead)
}

/** @returns {boolean} */
function build() {
  const built = node('node_modules/next/dist/bin/next', ['build'])
  if (built.status !== 0) console.log(`${built.stdout}${built.stderr}`)
  return built.status === 0
}

/** @param {import('./guards.mjs').Guard} guard @returns {'green' | 'red' | 'without tests' | 'broken'} */
function run(guard) {
  const { rule, test } = guard
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const project = test.split('/')[1] ?? ''
  const args = [
    'run',
    '--project',
    project,
    test,
    '-t',
    rule === undefined ? shownBy(guard) : `${rule}(?![0-9])`,
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  node('node_modules/vitest/vitest.mjs', args)
  if (!existsSync(report)) return 'broken'
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
  if (numFailedTests > 0) return 'red'
  if (numFailedTestSuites > 0) return 'broken'
  return numPassedTests > 0 ? 'green' : 'without tests'
}

/** What the titles of its tests hold. @param {import('./guards.mjs').Guard} guard */
function shownBy({ rule, promise = '' }) {
  return rule ?? promise
}

/** @param {string} script @param {string[]} args */
function node(script, args) {
  const options = {
    cwd: copy,
    env: toolEnvironment({ NEXT_TELEMETRY_DISABLED: '1' }),
    encoding: /** @type {const} */ ('utf8'),
  }
  return spawnSync(node24(), [join(copy, script), ...args], options)
}
