import { sql } from 'kysely'
import type { Database } from '@/lib/store/database'

/** As if everything that the database keeps of the loops had been kept `ms` earlier: pauses end that much sooner. */
export async function passInStore({ kysely }: Database, ms: number): Promise<void> {
  const by = sql`${ms}::double precision * interval '1 millisecond'`
  for (const table of ['poll_groups', 'runs']) {
    const free = sql`select id from ${sql.table(table)}
      where lease_owner is null and due_at is not null for update skip locked`
    await sql`update ${sql.table(table)} set due_at = due_at - ${by} where id in (${free})`.execute(kysely)
  }
  await sql`update workspace_budgets set refilled_at = refilled_at - ${by}, hold_until = hold_until - ${by},
    next_trial_at = next_trial_at - ${by}`.execute(kysely)
  await sql`select pg_notify('work_due', 'later')`.execute(kysely)
}
