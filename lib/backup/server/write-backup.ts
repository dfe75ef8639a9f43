import 'server-only'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { endLine, headLine, tableEndLine, tableLine } from '@/lib/backup/backup-lines'
import { PortalError } from '@/lib/errors'
import { insertAudit } from '@/lib/store/audit'
import { selectTables, type Table } from '@/lib/store/catalogue'
import type { Database, Executor } from '@/lib/store/database'
import { flushFolder } from '@/lib/store/durable-fs'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { fits, selectSchemaToMigrate } from '@/lib/store/schema'
import { agreeOnText, readRows, selectLastNumber } from '@/lib/store/table-copy'

/** Sessions stay out: one that was ended since the backup would live again. People sign in after a restore. */
const LEFT_OUT: readonly string[] = ['sessions']

export interface Written {
  readonly path: string
  readonly tables: number
  readonly rows: number
  readonly bytes: number
}

/**
 * Writes all tables, as they stand in one moment, to a file of its own (OPS-4): sealed values stay sealed and no key is in
 * it. The file has its name once it is whole and on the disk; only its owner may read it.
 * @param target a file that is not there yet, or a folder
 * @throws PortalError invalid_request, conflict, store_unavailable
 */
export async function writeBackup(database: Database, target: string, now = new Date()): Promise<Written> {
  const path = pathIn(target, now)
  const making = `${path}.making`
  const counts = { tables: 0, rows: 0 }
  try {
    await database.unhurried((db) =>
      db.transaction().execute(async (trx) => {
        await sql`set transaction isolation level repeatable read, read only`.execute(trx)
        const lines = linesOf(trx, now, counts)
        const file = createWriteStream(making, { mode: 0o600, flush: true })
        await pipeline(Readable.from(lines), createGzip(), file)
      }),
    )
    await keepRecord(database, now, counts) // first: without its record no backup is made (AUD-4)
    renameSync(making, path)
    flushFolder(dirname(path))
  } catch (thrown) {
    rmSync(making, { force: true })
    throw thrown
  }
  return { path, ...counts, bytes: statSync(path).size }
}

/** Tables of another version are left as they are, and its audit log may have other columns. */
async function keepRecord(database: Database, now: Date, counts: { tables: number; rows: number }): Promise<void> {
  await database.unhurried(async (db) => {
    if (!fits(ALL_MIGRATIONS, await selectSchemaToMigrate(db))) return
    const target = `backup:${now.toISOString()}`
    await insertAudit(db, { actor: OPERATOR, action: 'backup.write', target, outcome: 'done', details: counts })
  })
}

function pathIn(target: string, now: Date): string {
  const isFolder = existsSync(target) && statSync(target).isDirectory()
  const path = resolve(
    isFolder ? join(target, `lakeport-${now.toISOString().replaceAll(':', '-')}.jsonl.gz`) : target,
  )
  if (existsSync(path)) throw new PortalError('conflict', `${path} is there already, and is not written over.`)
  if (existsSync(dirname(path))) return path
  throw new PortalError('invalid_request', `There is no folder ${dirname(path)}.`)
}

async function* linesOf(trx: Executor, now: Date, counts: { tables: number; rows: number }): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const text of bodyOf(trx, now, counts)) {
    hash.update(text)
    yield text
  }
  yield endLine({ rows: counts.rows, sha256: hash.digest('hex') })
}

async function* bodyOf(trx: Executor, now: Date, counts: { tables: number; rows: number }): AsyncGenerator<string> {
  await agreeOnText(trx)
  const { applied } = await selectSchemaToMigrate(trx)
  if (applied.length === 0)
    throw new PortalError('invalid_request', 'The database is empty: there is nothing to keep.')
  const tables = await selectTables(trx)
  const names = tables.map(({ name }) => name)
  yield headLine({ createdAt: now.toISOString(), schema: applied, tables: names, leftOut: LEFT_OUT })
  for (const table of tables) {
    if (LEFT_OUT.includes(table.name)) continue
    counts.tables += 1
    yield* tableOf(trx, table, counts)
  }
}

async function* tableOf(trx: Executor, table: Table, counts: { rows: number }): AsyncGenerator<string> {
  const columns = table.columns.map(({ name }) => name)
  yield tableLine({ table: table.name, columns, numbers: await numbersOf(trx, table) })
  const before = counts.rows
  for await (const lines of readRows(trx, table)) {
    counts.rows += lines.length
    yield `${lines.join('\n')}\n`
  }
  yield tableEndLine(table.name, counts.rows - before)
}

async function numbersOf(trx: Executor, table: Table): Promise<Record<string, number>> {
  const numbers: Record<string, number> = {}
  for (const { name, counted } of table.columns) {
    const last = counted ? await selectLastNumber(trx, table, name) : undefined
    if (last !== undefined) numbers[name] = last
  }
  return numbers
}
