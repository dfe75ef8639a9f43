import 'server-only'
import { type Kysely, sql } from 'kysely'

/** Filters and columns of a history that a person has kept under a name; at most one of each list opens it. */
const STATEMENTS = [
  `create table run_views (
     id uuid primary key,
     person_id uuid not null references people,
     list text not null check (list in ('mine', 'all')),
     name text not null,
     query text not null,
     is_start boolean not null,
     created_at timestamptz(3) not null,
     unique (person_id, list, name))`,
  'create unique index run_views_start on run_views (person_id, list) where is_start',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
