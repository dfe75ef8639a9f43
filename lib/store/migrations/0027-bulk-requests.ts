import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What a person asked for many runs at once, and what came of each: the runs are named when it is asked, and no others join. */
const STATEMENTS = [
  `create table bulk_requests (
     id uuid primary key,
     person_id uuid not null references people,
     kind text not null check (kind in ('cancel', 'again')),
     list text not null check (list in ('mine', 'all')),
     created_at timestamptz(3) not null,
     stop_requested_at timestamptz(3),
     ended_at timestamptz(3),
     due_at timestamptz(3),
     lease_owner uuid,
     lease_until timestamptz(3))`,
  'create index bulk_requests_due on bulk_requests (due_at) where due_at is not null',
  'create index bulk_requests_of_person on bulk_requests (person_id, created_at desc)',
  `create table bulk_items (
     bulk_id uuid not null references bulk_requests,
     place integer not null,
     run_id uuid not null,
     outcome text check (outcome in ('done', 'failed')),
     reason text,
     primary key (bulk_id, place))`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
