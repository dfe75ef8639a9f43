import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Files that came with a press: what they are called and how large they are, never their bytes. `files_until`: until then a
 * process may have the bytes of one that has not reached its volume yet; null when none is awaited.
 */
const STATEMENTS = [
  'alter table runs add column files jsonb',
  'alter table runs add column files_until timestamptz(3)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
