import 'server-only'
import { type Kysely, sql } from 'kysely'

/** A row of the sign-in log knows its connector, and until when the token was good. Its indexes are in `late-indexes.ts`. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table sign_ins add column connector_id uuid, add column expires_at timestamptz(3)`.execute(db)
}
