import type { WholeTable } from './whole-table'

/** A bar for each row, from zero; a line where the rows are many, as measurements are. */
export interface Chart {
  readonly kind: 'bars' | 'line'
  /** Places of columns. `label` is undefined where no column names the rows. */
  readonly label: number | undefined
  readonly value: number
  readonly points: readonly { readonly label: string; readonly value: number }[]
  readonly least: number
  readonly most: number
  /** Rows that are not in it, beyond the most that a chart shows. */
  readonly left: number
}

const MOST_BARS = 40
const MOST_POINTS = 500

/** The columns that a chart can be drawn of: those of numbers, ids not among them. */
export function chartColumns({ columns, numeric }: WholeTable): readonly number[] {
  return columns.flatMap((name, at) => (numeric[at] && !/(^|_)id$/i.test(name) ? [at] : []))
}

/** A chart of one column; undefined where the table has none to draw, or one row only. */
export function chartOf(table: WholeTable, asked: number | undefined): Chart | undefined {
  const drawable = chartColumns(table)
  const value = asked !== undefined && drawable.includes(asked) ? asked : drawable[0]
  if (value === undefined || table.rows.length < 2) return undefined
  const label = labelColumn(table, value)
  const kind = table.rows.length > MOST_BARS ? 'line' : 'bars'
  const points = table.rows.slice(0, MOST_POINTS).flatMap((row, index) => {
    const number = row[value]
    return typeof number === 'number' ? [{ label: labelOf(row, label, index), value: number }] : []
  })
  const numbers = points.map((point) => point.value)
  return {
    ...{ kind, label, value, points },
    least: Math.min(0, ...numbers),
    most: Math.max(0, ...numbers),
    left: Math.max(0, table.rows.length - MOST_POINTS),
  }
}

/** The first column of words; else the first other one. */
function labelColumn({ columns, numeric }: WholeTable, value: number): number | undefined {
  const others = columns.map((_, at) => at).filter((at) => at !== value)
  return others.find((at) => !numeric[at]) ?? others[0]
}

function labelOf(row: WholeTable['rows'][number], at: number | undefined, index: number): string {
  const label = at === undefined ? null : (row[at] ?? null)
  return label === null ? String(index + 1) : String(label)
}
