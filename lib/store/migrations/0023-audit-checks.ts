import 'server-only'
import { type Kysely, sql } from 'kysely'

/** How far the chain of the audit log was verified, piece by piece: one row. `walk` is what the next piece goes on from. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table audit_checks (
      id integer primary key check (id = 1),
      walk jsonb,
      pass_began_at timestamptz(3),
      next_at timestamptz(3) not null,
      verified_to bigint,
      verified_hash text,
      verified_at timestamptz(3),
      problem text,
      problem_at timestamptz(3))`.execute(db)
}
