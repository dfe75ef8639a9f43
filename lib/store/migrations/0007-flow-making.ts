import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Flows that people make themselves. A flow that was never published has version 0 in force, which is none: an older
 * version of the portal does not see it. `makers` are Entra object ids. A version that was only tried out is never in force.
 */
const STATEMENTS = [
  "alter table flows add column state text not null default 'on'",
  "alter table flows add column makers jsonb not null default '[]'",
  'alter table flow_versions add column is_test boolean not null default false',
  'alter table flow_versions add column made_by uuid',

  `create table flow_drafts (
     flow_id uuid primary key references flows on delete cascade,
     content jsonb not null,
     revision integer not null,
     updated_by uuid not null,
     updated_at timestamptz(3) not null)`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
