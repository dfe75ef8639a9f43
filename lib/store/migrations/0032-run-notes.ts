import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What people have to say of a run. They go with it. */
const STATEMENTS = [
  `create table run_notes (
     id uuid primary key,
     run_id uuid not null references runs,
     person_id uuid not null references people,
     author text not null,
     text text not null,
     created_at timestamptz(3) not null)`,
  'create index run_notes_of_run on run_notes (run_id, created_at, id)',
  'create index run_notes_of_person on run_notes (person_id)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
