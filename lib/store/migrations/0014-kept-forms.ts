import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What somebody had typed before they left a form to connect or to sign in: for an hour, one form of each flow. */
const STATEMENTS = [
  `create table kept_forms (
     person_id uuid not null references people,
     flow_id uuid not null references flows,
     typed jsonb not null,
     expires_at timestamptz(3) not null,
     primary key (person_id, flow_id))`,
  'create index kept_forms_by_age on kept_forms (expires_at)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
