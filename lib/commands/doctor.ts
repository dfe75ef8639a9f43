import './env-file'
import { hasFailed, linesOf } from '@/lib/doctor/finding'
import { examine } from '@/lib/doctor/server/examine'
import { linesOf as linesOfProblem } from '@/lib/startup/server/problem-lines'

/**
 * `npm run doctor [-- --json]`: tests the configuration, one line a check, and says what to mend. Changes nothing. Ends with
 * 1 when something has to be mended. Records of what it does on the way go to standard error.
 */
const toError = (text: string): void => void process.stderr.write(text)
Object.assign(globalThis, { lakeportOutput: { line: toError, plain: toError } })
const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--json')) {
  process.stderr.write('npm run doctor, or npm run doctor --silent -- --json\n')
  process.exit(1)
}
try {
  const findings = await examine(process.env)
  const isGood = !hasFailed(findings)
  const lines = args.includes('--json') ? [JSON.stringify({ ok: isGood, findings })] : linesOf(findings)
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exit(isGood ? 0 : 1)
} catch (thrown) {
  process.stderr.write(`${linesOfProblem(thrown, 'The doctor could not go on').join('\n')}\n`)
  process.exit(1)
}
