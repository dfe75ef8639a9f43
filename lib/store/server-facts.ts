import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

export interface ServerFacts {
  /** Like `15.8`. */
  readonly version: string
  /** The newest step of the schema that has run, and how many have. */
  readonly step: string
  readonly steps: number
}

/** What the database is, in one statement. */
export async function selectServerFacts(db: Executor): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select split_part(current_setting('server_version'), ' ', 1) as version,
           coalesce(max(name), '') as step, count(*)::int as steps
      from kysely_migration`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database says nothing of itself')
  return row
}
