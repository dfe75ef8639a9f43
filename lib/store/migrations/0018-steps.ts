import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * A run goes through steps, each in one attempt or more: one row for every attempt, and the run says at which it stands. What is
 * there already stands at its only one. No new column has the name of one of `tasks`: older versions name those without their table.
 */
const STATEMENTS = [
  'alter table runs add column step_position integer not null default 0',
  'alter table runs add column step_attempt integer not null default 1',
  'alter table runs add column not_before timestamptz(3)',
  'alter table runs add column waits_since timestamptz(3)',
  'create index runs_waiting on runs (flow_id, waits_since, id) where waits_since is not null',
  "create index runs_unfinished_of_flow on runs (flow_id) where state not in ('done', 'refused', 'lost')",

  'alter table run_steps add column attempt_number integer not null default 1',
  'alter table run_steps add column created_at timestamptz(3)',
  'alter table run_steps add column submitted_at timestamptz(3)',
  'alter table run_steps add column runs_as text',
  'alter table run_steps add column step_status text',
  'alter table run_steps add column outcome text',
  'alter table run_steps add column step_error jsonb',
  'alter table run_steps add column results jsonb',
  'alter table run_steps add column times_out_at timestamptz(3)',
  'alter table run_steps add column timed_out_at timestamptz(3)',
  'alter table run_steps add constraint run_steps_attempts unique (run_id, position, attempt_number)',
  'alter table run_steps drop constraint run_steps_run_id_position_key',
  'create index run_steps_with_results on run_steps (ended_at) where results is not null',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
