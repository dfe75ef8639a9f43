import 'server-only'
import { type Kysely, sql } from 'kysely'

/** By what the workspace knows the call that started an attempt, and which workspace it says that it is. */
const STATEMENTS = ['alter table run_steps add column request_id text, add column workspace_id text']

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
