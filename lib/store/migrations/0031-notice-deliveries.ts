import 'server-only'
import { type Kysely, sql } from 'kysely'

/** Notices that are to leave the portal: a row for each way, kept with the notice, and sent under a lease. */
const STATEMENTS = [
  `create table deliveries (
     id uuid primary key,
     notice_id uuid not null references notices on delete cascade,
     way text not null,
     created_at timestamptz(3) not null,
     tries integer not null default 0,
     problem text,
     sent_at timestamptz(3),
     given_up_at timestamptz(3),
     due_at timestamptz(3),
     lease_owner uuid,
     lease_until timestamptz(3))`,
  'create index deliveries_due on deliveries (due_at) where due_at is not null',
  'create index deliveries_of_notice on deliveries (notice_id)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
