import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Connectors that call as a service principal: its token is the connector's, and nobody's own; a run says as whom it was
 * started.
 */
const STATEMENTS = [
  `create table connector_tokens (
     connector_id uuid primary key references connectors on delete cascade,
     sealed text,
     version integer not null default 0,
     lease_owner uuid,
     lease_until timestamptz(3),
     updated_at timestamptz(3) not null default now())`,

  // Null: the person themselves.
  'alter table runs add column principal jsonb',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
