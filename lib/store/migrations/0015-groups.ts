import 'server-only'
import { type Kysely, sql } from 'kysely'

/** What Entra says of a person's groups, beside the roles. Nothing was said of those who are here already. */
const STATEMENTS = [
  `alter table people add column groups jsonb not null default '[]'`,
  `alter table people add column group_claim text not null default 'absent'
     check (group_claim in ('absent', 'listed', 'too_many'))`,
]

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
