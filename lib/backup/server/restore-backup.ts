import 'server-only'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { type BackupHead, noBackup } from '@/lib/backup/backup-lines'
import { PortalError } from '@/lib/errors'
import { insertAudit } from '@/lib/store/audit'
import { selectTables } from '@/lib/store/catalogue'
import type { Database, Executor } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { emptyTables, lockTables, withoutTriggers } from '@/lib/store/refill'
import { type NamedMigration, selectSchemaToMigrate } from '@/lib/store/schema'
import { demandFitting } from './demand-fitting'
import { insertBackup } from './insert-backup'
import { readBackup } from './read-backup'

export interface RestoreOptions {
  /** What the database holds is lost. */
  readonly replace: boolean
  readonly migrations?: readonly NamedMigration[]
}

export interface Restored {
  readonly createdAt: string
  readonly rows: number
  /** Tables of the file that are not the portal's: they were left out. */
  readonly strange: readonly string[]
}

/**
 * Puts a backup into a database, all of it or nothing (OPS-4). It is read to its end first, so that a damaged one changes
 * nothing. The tables are made as they were when it was written, filled, and then brought up to this version.
 * @throws PortalError invalid_request for the file, conflict for the database, store_unavailable
 */
export async function restoreBackup(
  database: Database,
  path: string,
  { replace, migrations = ALL_MIGRATIONS }: RestoreOptions,
): Promise<Restored> {
  const head = await readWholly(path)
  const ofBackup = migrationsOf(head, migrations)
  await demandFitting(database, head, replace)
  await migrate(database, ofBackup)
  const restored = await database.unhurried((db) => db.transaction().execute((trx) => refill(trx, path, head)))
  await migrate(database, migrations)
  await database.unhurried((db) => keepRecord(db, head, restored.rows))
  return { createdAt: head.createdAt, ...restored }
}

async function readWholly(path: string): Promise<BackupHead> {
  let head: BackupHead | undefined
  for await (const entry of readBackup(path)) if (entry.kind === 'head') head = entry.head
  if (!head) throw noBackup()
  return head
}

/** The steps that made the backup's tables. */
function migrationsOf({ schema }: BackupHead, known: readonly NamedMigration[]): readonly NamedMigration[] {
  const later = schema.filter((name, index) => known[index]?.name !== name)
  if (later.length === 0) return known.slice(0, schema.length)
  throw new PortalError(
    'invalid_request',
    `The backup was made by a newer version of the portal: it has ${later.join(', ')}. Restore it with that version.`,
  )
}

async function refill(trx: Executor, path: string, head: BackupHead) {
  const tables = await selectTables(trx)
  await lockTables(trx, tables)
  const { applied } = await selectSchemaToMigrate(trx)
  if (applied.join() !== head.schema.join()) {
    throw new PortalError('conflict', 'Somebody else is changing the tables of this database. Restore again.')
  }
  return withoutTriggers(trx, async () => {
    await emptyTables(trx, tables)
    return insertBackup(trx, tables, path)
  })
}

function keepRecord(db: Executor, { createdAt, schema }: BackupHead, rows: number): Promise<string> {
  return insertAudit(db, {
    actor: OPERATOR,
    action: 'backup.restore',
    target: `backup:${createdAt}`,
    outcome: 'done',
    details: { schema: schema.at(-1), rows },
  })
}
