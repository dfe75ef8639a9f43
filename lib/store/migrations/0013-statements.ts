import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * A step may be a statement: it has no job, and an id of another kind, in a column of its own, so that an older version does
 * not ask for a run of that id.
 */
const STATEMENTS = [
  'alter table run_steps alter column databricks_job_id drop not null',
  'alter table run_steps add column statement_id text',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
