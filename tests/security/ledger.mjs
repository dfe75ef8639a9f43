/**
 * tests/security.md: for each rule, the tests that show it. `npm run ledger` writes it; without `--write` this says whether
 * it is what the titles of the tests make it. Each line stands for itself, so that git can merge two of them.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { report, textOf } from '../check/files.mjs'
import { citations } from './citations.mjs'
import { OPEN } from './open.mjs'
import { RULES } from './rules.mjs'

const LEDGER = 'tests/security.md'
const HEAD = `# Security and reliability: rule by rule

Written by \`npm run ledger\` from the titles of the tests; \`npm run check\` fails when it is out of date. A test shows a
rule when its title names the rule's number in brackets. \`met\`: these tests show it. \`part\`: something is missing, and
said. \`later\`: it is about something that does not exist yet.
`

const cited = citations()
const known = new Set(RULES.map(([number]) => number))
if (process.argv.includes('--write')) writeFileSync(join(ROOT, LEDGER), ledger())
report('ledger', [...strangers(), ...unfounded(), ...outOfDate()])
console.log(tally())

function ledger() {
  return [HEAD, ...RULES.map(entry)].join('\n')
}

/** @param {readonly [string, string]} rule */
function entry([number, promise]) {
  const [state, reason] = stateOf(number)
  const tests = cited.filter(({ rule }) => rule === number).map(({ file, title }) => `- ${file}: ${plain(title)}`)
  return [`## ${number}: ${state}`, '', promise, ...(reason ? [`${number} is not met in full: ${reason}.`] : []), '']
    .concat(tests.length > 0 ? [...tests, ''] : [])
    .join('\n')
}

/** What Markdown would take for its own. @param {string} text */
function plain(text) {
  return text.replaceAll(/[_*<`]/g, '\\$&')
}

/** @param {string} number @returns {readonly [string, string?]} */
function stateOf(number) {
  const open = OPEN[number]
  if (open) return open
  return cited.some(({ rule }) => rule === number) ? ['met'] : ['part', 'no test names it yet']
}

function tally() {
  const states = RULES.map(([number]) => stateOf(number)[0])
  const count = (/** @type {string} */ state) => states.filter((it) => it === state).length
  return `${RULES.length} rules: ${count('met')} met, ${count('part')} in part, ${count('later')} later.`
}

function strangers() {
  const wrong = cited.filter(({ rule }) => !known.has(rule))
  return [
    ...wrong.map(({ rule, file, title }) => `${file}: "${title}" names ${rule}, which is no rule`),
    ...Object.keys(OPEN).flatMap((rule) => (known.has(rule) ? [] : [`tests/security/open.mjs: ${rule} is no rule`])),
  ]
}

/** What is said to be shown in part is shown by something. */
function unfounded() {
  return Object.entries(OPEN)
    .filter(([number, [state]]) => state === 'part' && !cited.some(({ rule }) => rule === number))
    .map(([number]) => `tests/security/open.mjs: ${number} is met in part, but no test names it`)
}

function outOfDate() {
  const written = existsSync(join(ROOT, LEDGER)) ? textOf(LEDGER) : ''
  return written === ledger() ? [] : [`${LEDGER} is not what the titles of the tests say. Run: npm run ledger`]
}
