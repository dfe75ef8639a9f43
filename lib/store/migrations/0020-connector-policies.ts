import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What a connector does to its calls, as the Power Platform writes it; older versions leave it as it is. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw("alter table connectors add column policies jsonb not null default '[]'").execute(db)
}
