/** `npm run check`: every rule that needs no running portal. All are looked at, whatever the first ones say. */
import { join } from 'node:path'
import { ensureInstalled, node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'

/** @type {[string, string[][]][]} each a name and the commands, run by Node, that make it up */
const CHECKS = [
  ['format, lint, imports (AUTHZ-2)', [['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']]],
  [
    'types',
    [
      ['node_modules/next/dist/bin/next', 'typegen'],
      ['node_modules/typescript/bin/tsc', '--noEmit', '--incremental', 'false', '-p', '.'],
    ],
  ],
  ['dead code', [['node_modules/knip/bin/knip.js', '--no-progress']]],
  ['fences (TOK-5, WEB-5, IO-9)', [['tests/check/fences.mjs']]],
  ['README and settings', [['tests/check/readme.mjs']]],
  ['lock file (OPS-5)', [['tests/check/lock.mjs']]],
  ['known advisories (OPS-5)', [['tests/check/advisories.mjs']]],
  ['security ledger', [['tests/security/ledger.mjs'], ['tests/security/guards-check.mjs']]],
]
const INTERRUPTED = 130

const children = new Children()
children.endOnSignals(INTERRUPTED)
await ensureInstalled(children)

const lines = []
for (const [name, commands] of CHECKS) {
  console.log(`\n${name}`)
  const began = Date.now()
  const ok = await passes(commands)
  lines.push(`${ok ? 'ok  ' : 'FAIL'}  ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (!ok) process.exitCode = 1
}
console.log(`\n${lines.join('\n')}`)

/** @param {string[][]} commands */
async function passes(commands) {
  for (const [script = '', ...args] of commands) {
    const child = children.start(script, node24(), [join(ROOT, script), ...args], {
      cwd: ROOT,
      env: toolEnvironment(),
    })
    if ((await child.exited).code !== 0) return false
  }
  return true
}
