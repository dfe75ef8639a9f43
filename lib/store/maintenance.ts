import 'server-only'
import { sql } from 'kysely'
import type { Database } from './database'

/**
 * Clears dead rows and refreshes the planner's estimates. The embedded store has no autovacuum: 60,000 updates of 300
 * rows doubled their table and put the planner wrong by nearly 40 times. It stops everything else for its 0.2 to 1.5 s.
 * A server does this by itself, so there it does nothing.
 */
export async function vacuumEmbedded<DB>(database: Database<DB>): Promise<void> {
  if (database.kind === 'embedded') await sql`vacuum (analyze)`.execute(database.kysely)
}
