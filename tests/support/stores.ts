import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { type Database, type DatabaseSettings, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import type { NamedMigration } from '@/lib/store/schema'
import type { Tables } from '@/lib/store/tables'
import { copyEmptyDatabase, copyMigratedDatabase } from './embedded-template'
import { hasPostgres, startPostgres, type TestPostgres } from './postgres'

/** The settings of a new, empty database; it is removed when the test file ends. */
export type MakeSettings = () => Promise<DatabaseSettings>
/** A new database with the portal's tables, or with those of `migrations`; closed and removed when the test file ends. */
export type OpenStore = <DB = Tables>(migrations?: readonly NamedMigration[]) => Promise<Database<DB>>

const cleanups: (() => Promise<void>)[] = []
let cluster: Promise<TestPostgres> | undefined

afterAll(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
  await (await cluster)?.stop()
  cluster = undefined
})

/** Runs the same tests on the embedded store and on PostgreSQL; the latter is skipped where there is none. */
export function describeOnBothStores(name: string, tests: (open: OpenStore, settings: MakeSettings) => void): void {
  describe(`${name}, embedded`, () => tests(opener(embeddedSettings, migratedSettings), embeddedSettings))
  describe.skipIf(!hasPostgres())(`${name}, PostgreSQL`, () => tests(opener(postgresSettings), postgresSettings))
  if (!hasPostgres()) {
    console.warn(`SKIPPED: ${name}, PostgreSQL: no PostgreSQL on this machine and TEST_DATABASE_URL is not set`)
  }
}

/** What `database()` of lib/store/current answers from now on, until the test file ends. */
export function useAsCurrent(database: Database): void {
  const shared = globalThis as { [slot: symbol]: unknown }
  const slot = Symbol.for('lakeport.store.database')
  shared[slot] = Promise.resolve(database)
  cleanups.push(async () => {
    shared[slot] = undefined
  })
}

/** `makeMigrated`: settings of a database that has the portal's tables already, where there is such a one to copy. */
function opener(makeSettings: MakeSettings, makeMigrated = makeSettings): OpenStore {
  return async <DB>(migrations: readonly NamedMigration[] = ALL_MIGRATIONS) => {
    const database = await openDatabase<DB>(await (migrations === ALL_MIGRATIONS ? makeMigrated() : makeSettings()))
    cleanups.push(() => database.close())
    if (migrations.length > 0) await migrate(database, migrations)
    return database
  }
}

async function postgresSettings(): Promise<DatabaseSettings> {
  return { databaseUrl: await emptyPostgresUrl(), dataDir: '' }
}

/** The URL of a new, empty database on the file's PostgreSQL server. Removed when the test file ends. */
export async function emptyPostgresUrl(): Promise<string> {
  cluster ??= startPostgres()
  return (await cluster).createDatabase()
}

async function embeddedSettings(): Promise<DatabaseSettings> {
  return { dataDir: await emptyEmbeddedFolder() }
}

async function migratedSettings(): Promise<DatabaseSettings> {
  return { dataDir: folderWith(copyMigratedDatabase) }
}

/** A folder with an empty database. Removed when the test file ends. */
export async function emptyEmbeddedFolder(): Promise<string> {
  return folderWith(copyEmptyDatabase)
}

function folderWith(copyDatabase: (dataDir: string) => void): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'lakeport-embedded-'))
  cleanups.push(async () => rmSync(dataDir, { recursive: true, force: true }))
  copyDatabase(dataDir)
  return dataDir
}
