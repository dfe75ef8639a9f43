import 'server-only'
import { type Kysely, sql } from 'kysely'

/** Flows that are run by themselves, as a person who has agreed to it until a day. */
const STATEMENTS = [
  `create table schedules (
     id uuid primary key,
     flow_id uuid not null references flows,
     person_id uuid not null references people,
     cron text not null,
     time_zone text not null,
     typed jsonb not null,
     confirmed text,
     principal text,
     state text not null check (state in ('on', 'off')),
     agreed_at timestamptz(3) not null,
     agreed_until timestamptz(3) not null,
     next_at timestamptz(3),
     last_at timestamptz(3),
     last_run_id uuid,
     problem jsonb,
     problem_at timestamptz(3),
     due_at timestamptz(3),
     lease_owner uuid,
     lease_until timestamptz(3))`,
  'create index schedules_due on schedules (due_at) where due_at is not null',
  'create index schedules_of_person on schedules (person_id)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
