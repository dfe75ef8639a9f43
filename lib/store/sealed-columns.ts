import 'server-only'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Executor } from './database'

/** Which sealed values, by the key that sealed them. */
export interface SealedPage {
  readonly by?: string
  readonly notBy?: string
  /** Rows behind this id. */
  readonly after: string | undefined
  readonly limit: number
}

/** How many values of a column one key sealed; an empty id for what is no sealed value at all. */
export interface KeyUse {
  readonly column: string
  readonly keyId: string
  readonly rows: number
}

/**
 * Every column of sealed values, as `table.column`: by our naming those called `sealed` or `sealed_…`, so that the
 * database itself tells of one that nobody told the commands about.
 */
export async function selectSealedColumns(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name
      from information_schema.columns
     where table_schema = current_schema() and column_name ~ '^sealed(_|$)'
     order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** Reads the whole table where a column of it has no index: not for a request that somebody waits for. */
export async function selectKeyUse(db: Executor, column: string): Promise<KeyUse[]> {
  const [table = '', name = ''] = column.split('.')
  const { rows } = await sql<{ key_id: string; rows: number }>`
    select ${keyIdIn(sql.ref(name))} as key_id, count(*)::int as rows
      from ${sql.table(table)}
     where ${sql.ref(name)} is not null
     group by 1
     order by 1`.execute(db)
  return rows.map(({ key_id, rows: count }) => ({ column, keyId: key_id, rows: count }))
}

/** The condition of a page, on the column of sealed values. */
export function sealedAsAsked(column: Expression<unknown>, { by, notBy }: SealedPage): Expression<SqlBool> {
  if (by !== undefined) return sql<SqlBool>`${keyIdIn(column)} = ${by}`
  return sql<SqlBool>`${keyIdIn(column)} is distinct from ${notBy ?? null}`
}

/** `v1.<key id>.…`: key ids hold no dot. */
function keyIdIn(column: Expression<unknown>) {
  return sql<string>`split_part(${column}, '.', 2)`
}
