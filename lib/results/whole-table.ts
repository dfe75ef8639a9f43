import { tableOf } from '@/lib/runs/task-output'
import { csvRows } from './csv-rows'

/** A value as it is shown, sorted and written: objects and arrays as their JSON. */
export type Value = string | number | boolean | null

/** All rows of a result. */
export interface WholeTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  /** By the place of the column: every value there is a number, and there is one. */
  readonly numeric: readonly boolean[]
}

/** A larger one is text: to sort it would keep everybody else waiting. A few rows may name columns that a million others lack. */
const MOST_ROWS = 200_000
const MOST_CELLS = 2_000_000

/**
 * The table that a stored result is, whether as JSON or as the CSV of a statement; undefined for whatever is none, or has more than
 * 200,000 rows or 2,000,000 cells (IO-7).
 */
export function wholeTable(text: string, isCsv: boolean): WholeTable | undefined {
  const { columns, rows } = (isCsv ? tableOfCsv(text) : tableOfJson(text)) ?? {}
  if (!columns || !rows || columns.length === 0) return undefined
  return { columns, rows, numeric: columns.map((_, at) => isNumeric(rows, at)) }
}

interface Grid {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

function tableOfJson(text: string): Grid | undefined {
  const table = tableOf(text)
  if (!table || isTooLarge(table.columns.length, table.totalRows)) return undefined
  const rows = Array.from({ length: table.totalRows }, (_, index) => table.row(index).map(cellOf))
  return { columns: table.columns, rows }
}

function tableOfCsv(text: string): Grid | undefined {
  const [head = [], ...rows] = csvRows(text)
  if (isTooLarge(head.length, rows.length)) return undefined
  const columns = head.map((name, at) => name ?? String(at + 1))
  const numeric = columns.map((_, at) => rows.every((row) => isWrittenNumber(row[at] ?? null)))
  return { columns, rows: rows.map((row) => columns.map((_, at) => typed(row[at] ?? null, numeric[at] === true))) }
}

function isTooLarge(columns: number, rows: number): boolean {
  return rows > MOST_ROWS || rows * columns > MOST_CELLS
}

/** A statement's rows come back as text: a column is one of numbers when JavaScript writes all of them as they stand there. */
function isWrittenNumber(cell: string | null): boolean {
  return cell === null || String(Number(cell)) === cell
}

function typed(cell: string | null, isNumber: boolean): Value {
  return cell !== null && isNumber ? Number(cell) : cell
}

function cellOf(value: unknown): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'object') return JSON.stringify(value)
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}

function isNumeric(rows: WholeTable['rows'], at: number): boolean {
  let numbers = 0
  for (const row of rows) {
    const value = row[at] ?? null
    if (typeof value === 'number') numbers += 1
    else if (value !== null) return false
  }
  return numbers > 0
}
