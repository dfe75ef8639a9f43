import { sql } from 'kysely'
import type { Database } from '@/lib/store/database'

/** Every table of the database, with all its rows as one text. */
export async function everyRow({ kysely }: Database): Promise<[string, string][]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(kysely)
  return Promise.all(
    tables.map(async ({ name }): Promise<[string, string]> => {
      const { rows } = await sql<{ row: string }>`
        select row_to_json(t)::text as row from ${sql.table(name)} t`.execute(kysely)
      return [name, rows.map(({ row }) => row).join('\n')]
    }),
  )
}
