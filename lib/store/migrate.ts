import 'server-only'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { PortalError } from '@/lib/errors'
import { log } from '@/lib/log'
import type { Database } from './database'
import { misfit, type NamedMigration, raiseFloor, type SchemaState, selectSchemaToMigrate } from './schema'

/** A step that cannot have a table at once lets the portals that work on it go on, and comes again. */
const LOCK_WAIT_MS = 2_000
const MOST_TRIES = 60

/**
 * Brings the schema up to this version, all steps in one transaction, and answers the names of those that ran.
 * Several processes may call it at once: PostgreSQL's advisory lock, or the embedded folder's, lets one through. A schema
 * that a newer version has added to stays as it is, and serves both (OPS-3).
 * @throws PortalError store_unavailable when a newer version has taken away what this one needs
 */
export function migrate<DB>(database: Database<DB>, migrations: readonly NamedMigration[]): Promise<string[]> {
  return database.unhurried(async (db) => {
    if (database.kind === 'postgres') await sql`set lock_timeout = ${sql.lit(LOCK_WAIT_MS)}`.execute(db)
    for (let tries = 1; ; tries += 1) {
      const before = await fitting(db, migrations)
      const { error, results = [] } = await migratorFor(db, migrations, before).migrateToLatest()
      if (error === undefined) return results.map(({ migrationName }) => migrationName)
      const isPassing = wasLockedOut(error) || (await wasOvertaken(db, before))
      if (!isPassing || tries === MOST_TRIES) throw error
      log('info', 'store.migration_waits', { tries })
    }
  })
}

async function fitting<DB>(db: Kysely<DB>, migrations: readonly NamedMigration[]): Promise<SchemaState> {
  const state = await selectSchemaToMigrate(db)
  const why = misfit(migrations, state)
  if (why !== undefined) throw new PortalError('store_unavailable', why)
  return state
}

/** The migrator refuses steps that it does not know; those of a newer version have run, so there is nothing to know. */
function migratorFor<DB>(db: Kysely<DB>, migrations: readonly NamedMigration[], { applied }: SchemaState): Migrator {
  const newer = applied.map((name): [string, Migration] => [name, { up: async () => undefined }])
  const known = migrations.map((migration): [string, Migration] => [migration.name, { up: stepOf(migration) }])
  const all = Object.fromEntries([...newer, ...known])
  return new Migrator({ db, provider: { getMigrations: async () => all } })
}

function stepOf({ up, oldestKnown }: NamedMigration): Migration['up'] {
  return async (db) => {
    await up(db)
    if (oldestKnown !== undefined) await raiseFloor(db, oldestKnown)
  }
}

/** SQLSTATE lock_not_available. */
function wasLockedOut(error: unknown): boolean {
  const cause = error instanceof PortalError ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === '55P03'
}

/** Another process, of whatever version, ran steps between our look and our turn. */
async function wasOvertaken<DB>(db: Kysely<DB>, before: SchemaState): Promise<boolean> {
  return (await selectSchemaToMigrate(db)).applied.length > before.applied.length
}
