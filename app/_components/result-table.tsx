import type { ReactNode } from 'react'
import styles from './result-table.module.css'

export type ResultValue = boolean | number | string | null

interface ResultTableProps {
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ResultValue[])[]
  /** What stands for no value at all: "null" */
  readonly nullText: string
  /** Below it: "The first 200 of 4,120 rows. Download CSV" */
  readonly note?: ReactNode
}

/** What a job gave back, as a table: values as they came, numbers at the right. */
export function ResultTable({ label, columns, rows, nullText, note }: ResultTableProps) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={styles.region} aria-label={label} tabIndex={0}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a result's rows have no names and never move
              <tr key={index}>{row.map((value, at) => cell(columns[at] ?? String(at), value, nullText))}</tr>
            ))}
          </tbody>
        </table>
      </section>
      {note && <p className={styles.note}>{note}</p>}
    </>
  )
}

function cell(key: string, value: ResultValue, nullText: string) {
  if (value === null) {
    return (
      <td key={key} className={styles.none}>
        {nullText}
      </td>
    )
  }
  return (
    <td key={key} data-number={typeof value === 'number' || undefined}>
      {String(value)}
    </td>
  )
}
