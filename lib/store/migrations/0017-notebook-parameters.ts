import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What a token showed of the one notebook that a job is: names, beside those of the job's own parameters. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table known_jobs add column notebook_parameters jsonb`.execute(db)
}
