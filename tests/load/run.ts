/**
 * `npm run test:load [-- --presses=1000 --seed=1 --active=10000 --minutes=10]`: what takes too long for every day. Prints
 * one JSON object, progress goes to stderr. Exits with 1 when a press was lost or doubled; times are told, not judged.
 */
import { ensureBuilt } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { followActiveRuns } from './active-runs.ts'
import { pressUnderFaults } from './presses.ts'

const children = new Children()
await ensureBuilt(children)
const presses = asked('presses', 1_000)
const active = asked('active', 10_000)
const results = {
  ...(presses > 0 && { presses: await pressUnderFaults(presses, asked('seed', 1)) }),
  ...(active > 0 && { activeRuns: await followActiveRuns(active, asked('minutes', 10)) }),
}
console.log(JSON.stringify(results, null, 2))
const { lost = 0, doubled = 0 } = results.presses ?? {}
process.exitCode = lost + doubled > 0 ? 1 : 0

function asked(name: string, otherwise: number): number {
  const given = process.argv.find((arg) => arg.startsWith(`--${name}=`))
  return given === undefined ? otherwise : Number(given.slice(name.length + 3))
}
