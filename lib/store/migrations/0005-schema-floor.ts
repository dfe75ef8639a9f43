import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Which versions of the portal can still work on this schema: those that know the step `oldest_known`, and so all that came
 * after it. A step that takes something away raises it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table schema_floor (one boolean primary key default true check (one), oldest_known text not null)`.execute(
    db,
  )
  await sql`insert into schema_floor (oldest_known) values ('0001-first-tables')`.execute(db)
}
