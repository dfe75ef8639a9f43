import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What a person's token showed of a job, as far as it decides whether a press could work. */
const STATEMENTS = [
  'alter table known_jobs add column parameters jsonb',
  // Only where the job skips what is more; null where it queues.
  'alter table known_jobs add column most_runs integer',
  'alter table known_jobs add column problem text',
  'alter table known_jobs add column problem_facts jsonb',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
