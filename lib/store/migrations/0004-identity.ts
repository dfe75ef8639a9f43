import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * Roles that are read again while a session lives, tokens that go with whoever they belong to, and why a connection waits
 * for its person. A person's removal takes the sealed tokens along, whoever removes them (TOK-8).
 */
const STATEMENTS = [
  'alter table people add column roles_read_at timestamptz(3)',
  'alter table sessions add column key_due boolean not null default false',
  'alter table connections add column problem_facts jsonb',

  'alter table token_partitions drop constraint token_partitions_person_id_fkey',
  `alter table token_partitions add constraint token_partitions_person_id_fkey
     foreign key (person_id) references people on delete cascade`,
  'create index token_partitions_of_person on token_partitions (person_id)',

  'create index sessions_ever_of_person on sessions (person_id)',
  `create index runs_unfinished on runs (person_id)
     where state in ('requested', 'submitting', 'unknown', 'submitted', 'running')`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
