import { firstOf, storableText } from './storable-text'

/** One cell of a tabular result. */
export type Cell = string | number | boolean | null

/** What the run page shows of a task's result; the whole of it is kept beside, for download. */
export type TaskOutput =
  | {
      readonly kind: 'table'
      readonly columns: readonly string[]
      readonly rows: readonly (readonly Cell[])[]
      readonly totalRows: number
      readonly truncated: boolean
      /** The workspace gave fewer rows than there were. */
      readonly isCut?: true
    }
  | { readonly kind: 'text'; readonly text: string; readonly truncated: boolean; readonly isCut?: true }
  | { readonly kind: 'html'; readonly truncated: boolean }
  | SqlLeft
  | UnreadOutput

/** There may be a result, but none is kept: Databricks did not hand it out, or it lies in the artifacts of dbt. */
export interface UnreadOutput {
  readonly kind: 'unread'
  readonly because: 'not handed out' | 'dbt'
}

/** Of a query, an alert or a dashboard: what was asked, and where its rows are. They stay in the workspace. */
export interface SqlLeft {
  readonly kind: 'sql'
  readonly query?: string
  /** On the workspace's own origin, as every other link here. */
  readonly url?: string
  /** In Databricks' word: OK, TRIGGERED, UNKNOWN. */
  readonly alert?: string
  /** Of a dashboard. */
  readonly widgets?: readonly SqlWidget[]
  readonly truncated: boolean
}

export interface SqlWidget {
  readonly title: string
  readonly status: string
  readonly url?: string
  /** Why it has no result. */
  readonly message?: string
}

const ROWS_SHOWN = 200
const COLUMNS_SHOWN = 100
const CELL_CHARACTERS = 1_000
const CHARACTERS_SHOWN = 100_000

/**
 * How to show what a task gave back. A JSON array of objects, or of equally long arrays under a head row, is a table.
 * @param truncated Databricks cut the value (5 MB)
 */
export function presentOutput(text: string, truncated: boolean): TaskOutput {
  const table = truncated ? undefined : tableOf(text)
  if (table) return tableOutput(table)
  if (/^\s*<(!doctype html|html)[\s>]/i.test(text.slice(0, 200))) return { kind: 'html', truncated }
  const shown = storableText(firstOf(text, CHARACTERS_SHOWN))
  const cut = truncated ? ({ isCut: true } as const) : {}
  return { kind: 'text', text: shown, truncated: truncated || shown.length < text.length, ...cut }
}

/** A table whose rows are made when they are asked for. */
interface Table {
  readonly columns: readonly string[]
  readonly totalRows: number
  /** A row's values, made when it is asked for: a result may have a million rows. */
  readonly row: (index: number) => readonly unknown[]
}

/** The table that a JSON text is; undefined for whatever is none. */
export function tableOf(text: string): Table | undefined {
  const value = parseJson(text)
  if (!Array.isArray(value) || value.length === 0) return undefined
  if (value.every(isRecord)) return tableOfRecords(value)
  return value.every(Array.isArray) ? tableOfRows(value) : undefined
}

function tableOfRecords(records: readonly Readonly<Record<string, unknown>>[]): Table {
  const columns = [...new Set(records.slice(0, ROWS_SHOWN).flatMap((record) => Object.keys(record)))]
  return {
    columns,
    totalRows: records.length,
    row: (index) => columns.map((column) => ownValue(records[index], column)),
  }
}

/** `toString` may be a column, and a row without it has none. */
function ownValue(record: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}

/** Names above, values below; anything ragged is no table. */
function tableOfRows([head = [], ...rows]: readonly (readonly unknown[])[]): Table | undefined {
  const columns = head.filter((name) => typeof name === 'string')
  const named = columns.length === head.length && columns.length > 0 && new Set(columns).size === columns.length
  if (!named || rows.length === 0 || rows.some((row) => row.length !== columns.length)) return undefined
  return { columns, totalRows: rows.length, row: (index) => rows[index] ?? [] }
}

/** As much of a table as a page can carry. */
export function tableOutput({ columns, totalRows, row }: Table): TaskOutput & { readonly kind: 'table' } {
  const rows: Cell[][] = []
  let characters = 0
  while (rows.length < Math.min(totalRows, ROWS_SHOWN) && characters < CHARACTERS_SHOWN) {
    const cells = row(rows.length).slice(0, COLUMNS_SHOWN).map(cellOf)
    characters += cells.reduce<number>((sum, cell) => sum + String(cell).length, 0)
    rows.push(cells)
  }
  return {
    kind: 'table',
    columns: columns.slice(0, COLUMNS_SHOWN).map(textCell),
    rows,
    totalRows,
    truncated: rows.length < totalRows || columns.length > COLUMNS_SHOWN || rows.some((cells) => cells.some(isCut)),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return textCell(typeof value === 'string' ? value : JSON.stringify(value))
}

function textCell(text: string): string {
  const shown = storableText(firstOf(text, CELL_CHARACTERS))
  return shown.length < text.length ? `${shown}…` : shown
}

function isCut(cell: Cell): boolean {
  return typeof cell === 'string' && cell.length >= CELL_CHARACTERS && cell.endsWith('…')
}

/** `undefined` for what is no JSON: a result is any text, so that is no error. */
function parseJson(text: string): unknown {
  if (!/^\s*\[/.test(text)) return undefined
  try {
    // Reading with a look at each value takes several times as long, and only such results need it.
    return /\d{16}/.test(text) ? JSON.parse(text, exactNumber as typeof asItIs) : JSON.parse(text)
  } catch {
    return undefined
  }
}

function asItIs(_key: string, value: unknown): unknown {
  return value
}

/** JavaScript would round a long id: it is shown as it is written. */
function exactNumber(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value
}
