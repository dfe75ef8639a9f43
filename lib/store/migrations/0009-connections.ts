import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What the lists of connections show and look through. */
const STATEMENTS = [
  // When a call of it last went well, give or take some minutes; null: not since this step.
  'alter table connections add column last_used_at timestamptz(3)',
  'create index connections_of_connector on connections (connector_id)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
