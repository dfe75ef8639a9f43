import type { ColumnType, JSONColumnType } from 'kysely'

/** Written as text: pg takes a JavaScript array for a PostgreSQL array, PGlite for JSON. */
export type Json<T extends object> = JSONColumnType<T, string, string>
export type JsonOrNull<T extends object> = ColumnType<T | null, string | null, string | null>

/** Written by the database alone. */
export type Made<T> = ColumnType<T, never, never>

export interface Leased {
  due_at: Date | null
  lease_owner: string | null
  lease_until: Date | null
}
