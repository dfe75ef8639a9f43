import './env-file'
import { restoreBackup } from '@/lib/backup/server/restore-backup'
import { config } from '@/lib/config'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { openDatabase } from '@/lib/store/database'

/** `npm run restore -- <file> [--replace]`: puts a backup into the database of the settings. */
const args = process.argv.slice(2)
const [path, ...more] = args.filter((arg) => arg !== '--replace')
if (!path || more.length > 0) {
  process.stderr.write('Which file? npm run restore -- <file> [--replace]\n')
  process.exit(1)
}
try {
  const { databaseUrl, dataDir } = config()
  const database = await openDatabase({ databaseUrl, dataDir })
  const { createdAt, rows, strange } = await restoreBackup(database, path, {
    replace: args.includes('--replace'),
  }).finally(() => database.close())
  process.stdout.write(
    `${rows} rows are back as they were at ${createdAt}. Start the portal: it takes up what was running. ` +
      'Everybody signs in again.\n',
  )
  if (strange.length > 0) process.stdout.write(`Not the portal's, and left out: ${strange.join(', ')}.\n`)
} catch (thrown) {
  process.stderr.write(`${linesOf(thrown, 'The backup could not be restored').join('\n')}\n`)
  process.exit(1)
}
