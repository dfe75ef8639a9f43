import 'server-only'
import { type Kysely, sql } from 'kysely'

/** Connectors with an app registration of their own: their secrets, and the connections that people make through them. */
const STATEMENTS = [
  `create table connector_secrets (
     id uuid primary key,
     connector_id uuid not null references connectors,
     turn text not null check (turn in ('current', 'next')),
     kind text not null check (kind in ('secret', 'certificate')),
     sealed text not null,
     thumbprint text,
     expires_at timestamptz(3),
     set_at timestamptz(3) not null,
     set_by uuid,
     unique (connector_id, turn))`,

  // Who comes back with a state that is not here, or not theirs, comes back from nowhere.
  `create table connection_attempts (
     state_hash text primary key,
     person_id uuid not null references people,
     session text not null,
     connector_id uuid not null references connectors,
     connector_version integer not null,
     sealed_checks text not null,
     back text not null,
     expires_at timestamptz(3) not null)`,
  'create index connection_attempts_by_age on connection_attempts (expires_at)',

  'alter table connections add column connected_at timestamptz(3)',

  // Null: the tokens of a sign-in.
  'alter table token_partitions add column connection_id uuid references connections',
  'create index token_partitions_of_connection on token_partitions (connection_id) where connection_id is not null',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
