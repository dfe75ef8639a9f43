import 'server-only'
import { type Kysely, sql } from 'kysely'

/** How a task's time was spent, and what else is known of it. What is there already has none. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw('alter table tasks add column facts jsonb').execute(db)
}
