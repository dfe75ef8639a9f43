import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import type { BackupHead } from '@/lib/backup/backup-lines'
import { PortalError } from '@/lib/errors'
import { selectTables } from '@/lib/store/catalogue'
import type { Database, Executor } from '@/lib/store/database'
import { countOtherProcesses, countRows, ownsTables } from '@/lib/store/refill'
import { selectSchemaToMigrate } from '@/lib/store/schema'

const LOOKS = 10
const LOOK_MS = 200

/**
 * Whether a backup may go into this database: an empty one of the portal's own, or with `replace` one with the same or
 * older tables, which nobody else is using.
 * @throws PortalError conflict, in words for the operator
 */
export async function demandFitting(database: Database, head: BackupHead, replace: boolean): Promise<void> {
  await database.unhurried(async (db) => {
    const { applied } = await selectSchemaToMigrate(db)
    await demandOwnTables(db, applied, head)
    if (applied.length > 0 && !replace) throw await notEmpty(db)
    demandNoNewer(applied, head)
    await demandOwner(db)
    await demandNobodyElse(database, db)
  })
}

/** Whoever shares a database with the portal must not lose theirs. */
async function demandOwnTables(db: Executor, applied: readonly string[], { schema, tables }: BackupHead) {
  const isSame = applied.join() === schema.join()
  if (applied.length > 0 && !isSame) return
  const strange = (await selectTables(db))
    .map(({ name }) => name)
    .filter((name) => !(isSame && tables.includes(name)))
  if (strange.length === 0) return
  throw new PortalError(
    'conflict',
    `The database has tables that are not the portal's: ${strange.join(', ')}. Give the portal a database of its own.`,
  )
}

async function notEmpty(db: Executor): Promise<PortalError> {
  const [people, runs] = [await countRows(db, 'people'), await countRows(db, 'runs')]
  return new PortalError(
    'conflict',
    `The database is in use: it holds ${people} people and ${runs} runs. With --replace all of it is lost for good.`,
  )
}

/** Tables only ever grow: those of a newer version do not go back to what they were. */
function demandNoNewer(applied: readonly string[], { schema }: BackupHead): void {
  const later = applied.filter((name, index) => schema[index] !== name)
  if (later.length === 0) return
  throw new PortalError(
    'conflict',
    `The database has newer tables than the backup: ${later.join(', ')}. ` +
      'Restore into an empty database; it is brought up to this version afterwards.',
  )
}

/** A role that may only use the tables could not put back the audit log. */
async function demandOwner(db: Executor): Promise<void> {
  if (await ownsTables(db)) return
  throw new PortalError(
    'conflict',
    'The role of DATABASE_URL does not own the tables. Restore with the role that ran npm run migrate.',
  )
}

/** A connection that has just been closed takes a moment to go. */
async function demandNobodyElse(database: Database, db: Executor): Promise<void> {
  let others = await countOtherProcesses(database, db)
  for (let look = 1; others > 0 && look < LOOKS; look += 1) {
    await pause(LOOK_MS)
    others = await countOtherProcesses(database, db)
  }
  if (others === 0) return
  throw new PortalError(
    'conflict',
    'Portals, workers or other commands are connected to the database. Stop them all, then restore.',
  )
}
