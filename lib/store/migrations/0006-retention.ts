import 'server-only'
import { type Kysely, sql } from 'kysely'

/** The results that are still kept, by age: what retention looks for, without looking at what it has removed. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index tasks_with_result on tasks (coalesce(ended_at, '-infinity'::timestamptz(3)))
     where output is not null or output_text is not null or error_trace is not null`.execute(db)
}
