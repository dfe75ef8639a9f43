import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Repairs: tasks of a run that ended are run again at Databricks, in the same run. Each is kept before it is asked for.
 * `after_repair_id` is the last one that Databricks knew of then: whether the call was heard shows in there being another.
 */
const STATEMENTS = [
  `create table repairs (
     id uuid primary key,
     run_id uuid not null references runs,
     after_repair_id text,
     repair_id text,
     state text not null,
     error jsonb,
     requested_at timestamptz(3) not null)`,
  'create index repairs_of_run on repairs (run_id, requested_at)',
  "create unique index repairs_open on repairs (run_id) where state = 'asked'",
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
