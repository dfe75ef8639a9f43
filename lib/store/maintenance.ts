import 'server-only'
import { sql } from 'kysely'
import type { Database } from './database'

/**
 * Clears dead rows and refreshes the planner's estimates. The embedded store has no autovacuum: 60,000 updates of 300
 * rows doubled their table and put the planner wrong by nearly 40 times. It stops everything else for its 0.2 to 1.5 s.
 * A server does this by itself, so there it does nothing; nor while the store is only read, for it writes a lot.
 */
export async function vacuumEmbedded<DB>(database: Database<DB>): Promise<void> {
  if (database.kind !== 'embedded' || (await isOnlyRead(database))) return
  await sql`vacuum (analyze)`.execute(database.kysely)
}

async function isOnlyRead<DB>({ kysely }: Database<DB>): Promise<boolean> {
  const { rows } = await sql<{ onlyRead: boolean }>`
    select current_setting('default_transaction_read_only')::boolean as "onlyRead"`.execute(kysely)
  return rows[0]?.onlyRead === true
}
