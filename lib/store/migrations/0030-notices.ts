import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * What people are told about their runs. `notice_wishes`: of what, and by which ways, for one flow or, without it, for all
 * others. `notices`: what they were told. They go with the run, whichever version of the portal removes it.
 */
const STATEMENTS = [
  `create table notice_wishes (
     id uuid primary key,
     person_id uuid not null references people,
     flow_id uuid references flows on delete cascade,
     wishes jsonb not null,
     unique nulls not distinct (person_id, flow_id))`,
  `create table notices (
     id uuid primary key,
     person_id uuid not null references people,
     run_id uuid references runs on delete cascade,
     event text not null check (event in ('end', 'failure', 'wait', 'test')),
     status text,
     in_app boolean not null,
     created_at timestamptz(3) not null,
     read_at timestamptz(3))`,
  'create index notices_of_person on notices (person_id, id desc)',
  'create index notices_unread on notices (person_id) where in_app and read_at is null',
  'create index notices_of_run on notices (run_id)',
  "create unique index notices_wait on notices (run_id) where event = 'wait'",
  'create index notices_by_age on notices (created_at)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
