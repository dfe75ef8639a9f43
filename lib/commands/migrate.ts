import './env-file'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { closeDatabase, database } from '@/lib/store/current'
import { buildLateIndexes } from '@/lib/store/late-indexes'

/** `npm run migrate`: brings the database's schema up to this version, and ends. */
try {
  const opened = await database()
  const { kind } = opened
  // A portal that starts does it while it works already.
  if (kind === 'postgres') await buildLateIndexes(opened)
  await closeDatabase()
  process.stdout.write(`The ${kind === 'embedded' ? 'embedded' : 'PostgreSQL'} database is up to date.\n`)
} catch (thrown) {
  process.stderr.write(`${linesOf(thrown).join('\n')}\n`)
  process.exit(1)
}
