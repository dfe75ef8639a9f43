import './env-file'
import { writeBackup } from '@/lib/backup/server/write-backup'
import { config } from '@/lib/config'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { openDatabase } from '@/lib/store/database'

/** `npm run backup -- <file or folder>`: all data at one moment. It reads the tables as they are, and changes none. */
const [target] = process.argv.slice(2)
if (!target) {
  process.stderr.write('Where to? npm run backup -- <file or folder>\n')
  process.exit(1)
}
try {
  const { databaseUrl, dataDir } = config()
  const database = await openDatabase({ databaseUrl, dataDir })
  const { path, tables, rows, bytes } = await writeBackup(database, target).finally(() => database.close())
  process.stdout.write(
    `${path}: ${rows} rows of ${tables} tables, ${(bytes / 1e6).toFixed(1)} MB. ` +
      'Its secrets are sealed: keep the keys of LAKEPORT_KEY_RING elsewhere, and keep them.\n',
  )
} catch (thrown) {
  process.stderr.write(`${linesOf(thrown, 'The backup could not be written').join('\n')}\n`)
  process.exit(1)
}
