import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Column, Table } from './catalogue'
import type { Executor } from './database'

/** Bounds what is in memory: the rows of one read, and the bytes of them that are fetched at once. */
const LOOK_AHEAD_ROWS = 1_000
const BATCH_BYTES = 4_000_000

/** How values are written as text, whatever the server's own settings are. For the transaction alone. */
const AS_TEXT = [
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'postgres'",
  "set local timezone = 'UTC'",
  'set local extra_float_digits = 1',
  "set local bytea_output = 'hex'",
]

/** To be called first in a transaction that reads or writes rows as text. */
export async function agreeOnText(trx: Executor): Promise<void> {
  for (const statement of AS_TEXT) await sql.raw(statement).execute(trx)
}

/**
 * All rows of a table in the order of its key, as lines of JSON: an array of texts and nulls, in the order of the columns,
 * each as PostgreSQL itself writes it. However long the table and however big a row, some megabytes are in memory.
 */
export async function* readRows(trx: Executor, table: Table): AsyncGenerator<string[]> {
  let after: string[] | undefined
  for (;;) {
    const count = fitting(await selectSizes(trx, table, after))
    if (count === 0) return
    const lines = await selectLines(trx, table, after, count)
    yield lines
    after = keyIn(table, lines.at(-1) ?? '')
  }
}

/** How many of the rows make up a batch: one at least. */
function fitting(sizes: readonly number[]): number {
  let bytes = 0
  const over = sizes.findIndex((size) => {
    bytes += size
    return bytes > BATCH_BYTES
  })
  return over === -1 ? sizes.length : Math.max(over, 1)
}

/** Without reading the long values themselves. Compressed ones are guessed at. */
async function selectSizes(trx: Executor, table: Table, after: readonly string[] | undefined): Promise<number[]> {
  const sizes = table.columns.map(({ name, type }) =>
    type === 'text'
      ? sql`coalesce(octet_length(${sql.ref(name)}), 0)`
      : sql`coalesce(4 * pg_column_size(${sql.ref(name)}), 0)`,
  )
  const { rows } = await sql<{ size: number }>`
    select (${sql.join(sizes, sql` + `)})::int as size ${pageOf(table, after, LOOK_AHEAD_ROWS)}`.execute(trx)
  return rows.map(({ size }) => size)
}

async function selectLines(trx: Executor, table: Table, after: readonly string[] | undefined, limit: number) {
  const values = table.columns.map(({ name }) => sql`${sql.ref(name)}::text`)
  const { rows } = await sql<{ line: string }>`
    select json_build_array(${sql.join(values)})::text as line ${pageOf(table, after, limit)}`.execute(trx)
  return rows.map(({ line }) => line)
}

function pageOf(table: Table, after: readonly string[] | undefined, limit: number): RawBuilder<unknown> {
  const key = sql.join(table.key.map((name) => sql.ref(name)))
  const behind = after
    ? sql`where (${key}) > (${sql.join(table.key.map((name, index) => cast(after[index] ?? null, columnOf(table, name))))})`
    : sql``
  return sql`from ${sql.table(table.name)} ${behind} order by ${key} limit ${limit}`
}

function keyIn(table: Table, line: string): string[] {
  const values = JSON.parse(line) as string[]
  return table.key.map((name) => values[table.columns.findIndex((column) => column.name === name)] ?? '')
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (!column) throw new Error(`The table ${table.name} has no column ${name}`)
  return column
}

function cast(value: string | null, { type }: Column): RawBuilder<unknown> {
  return sql`${value}::text::${sql.raw(type)}`
}

/** Writes rows back as `readRows` gave them; `columns` says in which order they hold their values. */
export async function insertRows(
  trx: Executor,
  table: Table,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  const values = columns.map((name, index) => sql`(r ->> ${sql.lit(index)})::${sql.raw(columnOf(table, name).type)}`)
  await sql`
    insert into ${sql.table(table.name)} (${sql.join(columns.map((name) => sql.ref(name)))})
    overriding system value
    select ${sql.join(values)} from jsonb_array_elements(${`[${lines.join(',')}]`}::jsonb) as r`.execute(trx)
}

/**
 * The last number that the column's sequence gave; `undefined` when it never gave one. A role that may not look at the
 * sequence goes by the numbers in the table.
 */
export async function selectLastNumber(trx: Executor, table: Table, column: string): Promise<number | undefined> {
  const sequence = sequenceOf(table, column)
  const { rows } = await sql<{ last: number | null }>`
    select case when has_sequence_privilege(${sequence}, 'select')
                then pg_sequence_last_value(${sequence}::regclass)
                else (select max(${sql.ref(column)}) from ${sql.table(table.name)}) end as last`.execute(trx)
  return rows[0]?.last ?? undefined
}

/** The sequence goes on behind this number. */
export async function setLastNumber(trx: Executor, table: Table, column: string, last: number): Promise<void> {
  await sql`select setval(${sequenceOf(table, column)}::regclass, ${last}::bigint)`.execute(trx)
}

function sequenceOf({ name }: Table, column: string): RawBuilder<unknown> {
  return sql`pg_get_serial_sequence(quote_ident(${name}::text), ${column}::text)`
}
