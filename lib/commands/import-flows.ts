import './env-file'
import { readFileSync } from 'node:fs'
import { importFlows } from '@/lib/flows/server/import-flows'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { closeDatabase } from '@/lib/store/current'

/** `npm run import -- flows.json`: puts the flows of a file into the portal; unchanged ones stay as they are. */
const [path] = process.argv.slice(2)
if (!path) {
  process.stderr.write('Which file? npm run import -- flows.json\n')
  process.exit(1)
}
try {
  const result = await importFlows(JSON.parse(readFileSync(path, 'utf8')))
  await closeDatabase()
  if (!result.ok) {
    process.stderr.write(`${result.issues.map(({ field, message }) => `${field}: ${message}`).join('\n')}\n`)
    process.exit(1)
  }
  process.stdout.write(`${result.value} flows are in place.\n`)
} catch (thrown) {
  process.stderr.write(`${linesOf(thrown).join('\n')}\n`)
  process.exit(1)
}
