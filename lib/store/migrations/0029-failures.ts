import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Why a run failed: the class of the cause, the one line of the error that says most, and what errors of its kind have in common.
 * Runs that ended before have none of it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw('alter table runs add column cause text, add column error_line text, add column error_group text')
    .execute(db)
}
