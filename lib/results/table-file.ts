import { csvLine } from '@/lib/exports/csv'
import { wholeTable } from './whole-table'

/** A table as CSV (IO-11), or as a JSON list of objects; of rows under a head where two columns have one name. Undefined for what is no table. */
export function tableFile(text: string, isCsv: boolean, as: 'csv' | 'json'): string | undefined {
  if (isCsv && as === 'csv') return text
  const table = wholeTable(text, isCsv)
  if (!table || (as === 'json' && !isCsv)) return table && text
  const { columns, rows } = table
  if (as === 'csv') return [columns, ...rows].map(csvLine).join('')
  if (new Set(columns).size < columns.length) return JSON.stringify([columns, ...rows])
  return JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]))))
}
