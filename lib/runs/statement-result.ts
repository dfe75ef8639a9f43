import { type CsvValue, csvLine } from '@/lib/exports/csv'
import { type Cell, type TaskOutput, tableOutput } from './task-output'

/** Databricks is asked for no more rows than these, and says when there were more. */
export const MOST_RESULT_ROWS = 10_000
/** Of a result in the workspace's own counting: what is kept of any result at most. */
export const MOST_RESULT_BYTES = 5 * 1024 * 1024

export interface StatementResult {
  readonly columns: readonly { readonly name: string; readonly typeName: string }[]
  /** Every cell is text or null. */
  readonly rows: readonly (readonly (string | null)[])[]
  /** The workspace left rows out. */
  readonly isCut: boolean
}

/** What the run's page shows; undefined where a statement gives nothing back, as one that only changes data does. */
export function statementOutput({ columns, rows, isCut }: StatementResult): TaskOutput | undefined {
  if (columns.length === 0) return undefined
  const row = (index: number) => columns.map(({ typeName }, at) => cellOf(rows[index]?.[at] ?? null, typeName))
  return {
    ...tableOutput({ columns: namesOf(columns), totalRows: rows.length, row }),
    ...(isCut ? { isCut: true } : {}),
  }
}

/** All of it, for download. */
export function statementText(result: StatementResult): string {
  const lines = result.rows.map((row) => row.map((cell, at) => csvValueOf(cell, result.columns[at]?.typeName)))
  return [result.columns.map(({ name }) => name), ...lines].map(csvLine).join('')
}

const NUMBERS: ReadonlySet<string> = new Set(['LONG', 'INT', 'SHORT', 'BYTE', 'DOUBLE', 'FLOAT', 'DECIMAL'])

/** A number stays one where JavaScript writes it as the workspace did; otherwise its text is exact. */
function cellOf(cell: string | null, typeName: string): Cell {
  if (cell === null) return null
  if (typeName === 'BOOLEAN') return cell === 'true'
  return NUMBERS.has(typeName) && String(Number(cell)) === cell ? Number(cell) : cell
}

/** Two columns may have one name, or none; a table needs them told apart. */
export function namesOf(columns: readonly { readonly name: string }[]): readonly string[] {
  const seen = new Map<string, number>()
  return columns.map(({ name }, at) => {
    const known = name || `${at + 1}`
    const times = (seen.get(known) ?? 0) + 1
    seen.set(known, times)
    return times === 1 ? known : `${known} (${times})`
  })
}

function csvValueOf(cell: string | null, typeName = 'STRING'): CsvValue {
  return cell !== null && NUMBERS.has(typeName) ? { digits: cell } : cell
}
