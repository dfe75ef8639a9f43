import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * What the settings of a job were when its tasks were run as a person: SHA-256 of them, as the person's token read them at the
 * press. A step whose id is not its run's is none that an older version can see: it would start it as another identity.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table run_steps add column settings_digest text`.execute(db)
}
