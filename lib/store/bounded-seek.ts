import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './database'

/** So many rows are looked at for one page: a rare combination of filters never reads a whole log (D13). */
const MOST_LOOKED_AT = 5_000

/** A row's place in a log: its time, and its id among those of one time. */
export interface SeekPlace {
  readonly createdAt: Date
  readonly id: string
}

export interface SeekPage<Row> {
  /** In the order that was asked for, `limit` at most. */
  readonly rows: readonly Row[]
  /** The last row that was looked at, where the bound ended the search before it was through. */
  readonly stoppedAt: SeekPlace | undefined
}

interface Seek {
  readonly table: 'sign_ins' | 'audit'
  /** The column of the times. */
  readonly time: string
  /** What is shown of a row, which is called `seen`. */
  readonly select: RawBuilder<unknown>
  /** What an index in the order of (time, id) answers. */
  readonly along: readonly RawBuilder<boolean>[]
  /** Everything else that a row must be. */
  readonly fitting: readonly RawBuilder<boolean>[]
  readonly after?: SeekPlace | undefined
  /** Oldest first, from behind this place: for the page before. */
  readonly before?: SeekPlace | undefined
  readonly limit: number
}

/**
 * Reads a log by seek along one index, newest first, and keeps what fits: the same work at the millionth row as at the first. It
 * ends with the page, or with its bound.
 */
export async function boundedSeek<Row>(db: Executor, seek: Seek): Promise<SeekPage<Row>> {
  const { table, time, select, fitting, limit } = seek
  const order = orderOf(seek)
  const rows = await sql<Row>`
    select ${select}
      from (select * from ${sql.table(table)} ${where([...seek.along, ...beyond(seek)])}
             order by ${order} limit ${MOST_LOOKED_AT}) as seen
     ${where(fitting)}
     order by ${order} limit ${limit}`.execute(db)
  if (fitting.length === 0 || rows.rows.length === limit) return { rows: rows.rows, stoppedAt: undefined }
  const bound = await sql<SeekPlace>`
    select ${sql.ref(time)} as "createdAt", id from ${sql.table(table)} ${where([...seek.along, ...beyond(seek)])}
     order by ${order} offset ${MOST_LOOKED_AT - 1} limit 1`.execute(db)
  return { rows: rows.rows, stoppedAt: bound.rows[0] }
}

function where(conditions: readonly RawBuilder<boolean>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`
}

function orderOf({ time, before }: Seek): RawBuilder<unknown> {
  const direction = before ? sql`asc` : sql`desc`
  return sql`${sql.ref(time)} ${direction}, id ${direction}`
}

function beyond({ time, after, before }: Seek): readonly RawBuilder<boolean>[] {
  if (before) return [sql`(${sql.ref(time)}, id) > (${before.createdAt}, ${before.id}::uuid)`]
  if (after) return [sql`(${sql.ref(time)}, id) < (${after.createdAt}, ${after.id}::uuid)`]
  return []
}
