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
    }
  | { readonly kind: 'text'; readonly text: string; readonly truncated: boolean }
  | { readonly kind: 'html'; readonly truncated: boolean }

const ROWS_SHOWN = 200
const CHARACTERS_SHOWN = 100_000

/**
 * How to show what a task gave back. A JSON array of objects, or of equally long arrays under a head row, is a table.
 * @param truncated Databricks cut the value (5 MB)
 */
export function presentOutput(text: string, truncated: boolean): TaskOutput {
  const table = truncated ? undefined : tableOf(text)
  if (table) return table
  if (/^\s*<(!doctype html|html)[\s>]/i.test(text.slice(0, 200))) return { kind: 'html', truncated }
  const shown = text.slice(0, CHARACTERS_SHOWN)
  return { kind: 'text', text: shown, truncated: truncated || shown.length < text.length }
}

function tableOf(text: string): TaskOutput | undefined {
  const value = parseJson(text)
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined
  const columns = [...new Set(value.slice(0, ROWS_SHOWN).flatMap((row) => Object.keys(row)))]
  const rows = value.slice(0, ROWS_SHOWN).map((row) => columns.map((column) => cellOf(row[column])))
  return { kind: 'table', columns, rows, totalRows: value.length, truncated: value.length > ROWS_SHOWN }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}

/** `undefined` for what is no JSON: a result is any text, so that is no error. */
function parseJson(text: string): unknown {
  if (!/^\s*\[/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
