/** Whether each guard can still be taken out: its text stands where it is said to, and its test cites the rule. */
import { report, textOf } from '../check/files.mjs'
import { citations } from './citations.mjs'
import { GUARDS } from './guards.mjs'

/** Rules without which nobody is safe: each has a guard at least that a test is seen to miss. */
const DEMANDED = [
  ...['AUTH-1', 'AUTH-2', 'AUTH-3', 'AUTH-6', 'SES-1', 'SES-5', 'SES-6', 'TOK-1', 'TOK-2', 'TOK-5', 'TOK-6', 'TOK-7'],
  ...['AUTHZ-1', 'AUTHZ-2', 'AUTHZ-3', 'AUTHZ-4', 'AUTHZ-6', 'AUTHZ-8', 'WEB-1', 'WEB-3', 'WEB-5'],
  ...['IO-2', 'IO-4', 'IO-6', 'IO-9', 'OUT-1', 'OUT-2', 'OUT-4', 'OUT-6'],
  ...['RUN-1', 'RUN-2', 'RUN-3', 'RUN-4', 'RUN-5', 'REL-8', 'AUD-4', 'OPS-1'],
]

const cited = citations()
report('guards', [...GUARDS.flatMap(problems), ...withoutGuard()])

/** @param {import('./guards.mjs').Guard} guard @returns {string[]} */
function problems({ rule, promise, file, edits, test }) {
  const text = textOf(file)
  const missed = edits.filter(([guard]) => text.split(guard).length !== 2).map(([guard]) => guard.trim())
  const shown = rule ?? promise ?? ''
  const isShown = rule === undefined ? shown !== '' && textOf(test).includes(shown) : citesRule(rule, test)
  return [
    ...missed.map((guard) => `tests/security/guards.mjs: ${shown}: ${file} does not hold this once: ${guard}`),
    ...(isShown ? [] : [`tests/security/guards.mjs: ${shown}: no test of ${test} names it`]),
  ]
}

/** Tests of one portal lie in files beside the one that starts it. @param {string} rule @param {string} test */
function citesRule(rule, test) {
  const folder = test.slice(0, test.lastIndexOf('/'))
  return cited.some(({ rule: named, file }) => named === rule && (file === test || isPartIn(folder, file)))
}

/** @param {string} folder @param {string} file */
function isPartIn(folder, file) {
  return file.startsWith(`${folder}/`) && !/\.(test|spec)\.tsx?$/.test(file)
}

function withoutGuard() {
  const guarded = new Set(GUARDS.map(({ rule }) => rule))
  return DEMANDED.filter((rule) => !guarded.has(rule)).map((rule) => `tests/security/guards.mjs: none for ${rule}`)
}
