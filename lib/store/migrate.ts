import 'server-only'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { PortalError } from '@/lib/errors'
import type { Database } from './database'

/** One step of the schema, forward only. Names sort in the order in which they run: `0001-…`. */
export interface NamedMigration {
  readonly name: string
  readonly up: Migration['up']
}

/**
 * Brings the schema up to this version, all steps in one transaction, and answers the names of those that ran.
 * Several processes may call it at once: PostgreSQL's advisory lock, or the embedded folder's, lets one through.
 * @throws PortalError store_unavailable when the schema is newer than this version of the portal
 */
export function migrate<DB>(database: Database<DB>, migrations: readonly NamedMigration[]): Promise<string[]> {
  return database.unhurried(async (db) => {
    const known = Object.fromEntries(migrations.map(({ name, up }) => [name, { up }]))
    const migrator = new Migrator({ db, provider: { getMigrations: async () => known } })
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error !== undefined) throw (await newerSchema(db, migrations)) ?? error
    return results.map(({ migrationName }) => migrationName)
  })
}

async function newerSchema<DB>(db: Kysely<DB>, known: readonly NamedMigration[]): Promise<PortalError | undefined> {
  const unknown = (await appliedNames(db)).filter((applied) => !known.some(({ name }) => name === applied))
  if (unknown.length === 0) return undefined
  return new PortalError(
    'store_unavailable',
    `The database's schema is newer than this version of the portal: it has ${unknown.join(', ')}. ` +
      'Start the newer version, or restore a backup from before it.',
  )
}

async function appliedNames<DB>(db: Kysely<DB>): Promise<string[]> {
  const bookkeeping = db as unknown as Kysely<{ kysely_migration: { name: string } }>
  const rows = await bookkeeping.selectFrom('kysely_migration').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}
