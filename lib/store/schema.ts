import 'server-only'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** One step of the schema, forward only. Names sort in the order in which they run: `0001-…`. */
export interface NamedMigration {
  readonly name: string
  readonly up: Migration['up']
  /**
   * Only of a step that takes away what versions before it read or wrote, or with which rows come that they would read in
   * another sense: the newest step that the oldest version knows which still works on it. Without it every version does: the
   * step only adds (OPS-3).
   */
  readonly oldestKnown?: string
}

/** What the database says of its own schema. */
export interface SchemaState {
  /** The steps that have run, in order. */
  readonly applied: readonly string[]
  /** Whoever does not know this step cannot work on the schema. */
  readonly oldestKnown: string | undefined
}

/** Of a schema that some version has migrated. */
export async function selectSchemaState<DB>(db: Kysely<DB>): Promise<SchemaState> {
  const { rows } = await sql<{ applied: string[]; oldest_known: string | null }>`
    select array(select name::text from kysely_migration order by name) as applied,
           (select oldest_known from schema_floor) as oldest_known`.execute(db)
  return { applied: rows[0]?.applied ?? [], oldestKnown: rows[0]?.oldest_known ?? undefined }
}

/** Of any database, be it empty or from before the schema had a floor. */
export async function selectSchemaToMigrate<DB>(db: Kysely<DB>): Promise<SchemaState> {
  if (await exists(db, 'schema_floor')) return selectSchemaState(db)
  if (!(await exists(db, 'kysely_migration'))) return { applied: [], oldestKnown: undefined }
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return { applied: rows.map(({ name }) => name), oldestKnown: undefined }
}

async function exists<DB>(db: Kysely<DB>, table: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(db)
  return rows[0]?.there ?? false
}

/** From now on only versions that know `step` work on the schema. */
export async function raiseFloor<DB>(db: Kysely<DB>, step: string): Promise<void> {
  await sql`update schema_floor set oldest_known = ${step} where oldest_known < ${step}`.execute(db)
}

/**
 * Why a version that knows these steps cannot work on the schema, in words for whoever runs the portal; `undefined` when it
 * can: the schema is its own, lacks steps that it is going to run, or has newer ones that only added to it.
 */
export function misfit(known: readonly NamedMigration[], { applied, oldestKnown }: SchemaState): string | undefined {
  const newest = newestOf(known)
  const strange = applied.filter((step) => !known.some(({ name }) => name === step))
  if (strange.some((step) => step < newest)) {
    return `The database has a schema that is not this portal's: it has ${strange.join(', ')}.`
  }
  if (oldestKnown === undefined || oldestKnown <= newest) return undefined
  return (
    `The database's schema is newer than this version of the portal can use: it needs a version with ${oldestKnown}. ` +
    'Start the newer version, or restore a backup from before it.'
  )
}

/** Whether a running process can work: nothing is missing from its schema, and nothing that it uses was taken away. */
export function fits(known: readonly NamedMigration[], state: SchemaState): boolean {
  return state.applied.includes(newestOf(known)) && misfit(known, state) === undefined
}

function newestOf(known: readonly NamedMigration[]): string {
  return known.at(-1)?.name ?? ''
}
