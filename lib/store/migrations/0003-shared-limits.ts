import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What processes share so that their limits hold together: towards workspaces, and towards people. */
const STATEMENTS = [
  // A workspace that keeps failing is left alone by all of them, but for one call every now and then.
  `alter table workspace_budgets
     add column failing_since timestamptz(3),
     add column next_trial_at timestamptz(3)`,
  // What the next look at a group is going to cost, so that it is paid for before it begins.
  'alter table poll_groups add column calls integer',
  // When the run was last asked about, whatever was answered.
  'alter table runs add column looked_at timestamptz(3)',
  "create index runs_unsubmitted on runs (person_id) where state in ('requested', 'submitting', 'unknown')",
  `create table request_counts (
     kind text not null,
     who text not null,
     minute timestamptz(3) not null,
     requests integer not null,
     primary key (minute, kind, who))`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
