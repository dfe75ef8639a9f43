import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Connectors that are made in the portal. A version of the portal that knows nothing of them makes the settings' own one, and
 * the columns' defaults are what that is. No definition stands for the ready one of the portal itself.
 */
const STATEMENTS = [
  `alter table connectors
     add column colour text not null default '#0f6cbd',
     add column description text not null default '',
     add column base_path text not null default '/',
     add column security jsonb not null default '{"kind": "portal"}',
     add column definition jsonb,
     add column audience jsonb not null default '{"roles": ["Portal.User"], "people": []}',
     add column version integer not null default 1,
     add column updated_at timestamptz(3),
     add column updated_by uuid`,

  // Each state that was ever saved, as it was; secrets are never in it. Who saved it is no reference: a person may be erased.
  `create table connector_versions (
     connector_id uuid not null references connectors,
     version integer not null,
     saved jsonb not null,
     saved_at timestamptz(3) not null,
     saved_by uuid,
     primary key (connector_id, version))`,

  `insert into connector_versions (connector_id, version, saved, saved_at)
   select id, 1, jsonb_build_object('name', name, 'description', '', 'colour', colour, 'origin', origin, 'basePath',
            base_path, 'resourceId', resource_id, 'security', security, 'definition', null, 'audience', audience), created_at
     from connectors`,

  // The call of an operation that an Admin tries, kept before it is sent: the same form is never sent twice.
  `create table connector_tests (
     id uuid primary key,
     connector_id uuid not null references connectors,
     person_id uuid not null references people,
     client_key uuid not null,
     operation_id text not null,
     asked jsonb not null,
     answered jsonb,
     status text,
     at timestamptz(3) not null,
     unique (connector_id, person_id, client_key))`,
  'create index connector_tests_newest on connector_tests (connector_id, at desc)',
  'create index connector_tests_by_age on connector_tests (at)',
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
