import type { ReactNode } from 'react'
import { PageLink } from './page-link'
import styles from './result-table.module.css'
import { ScrollRegion } from './scroll-region'

export type ResultValue = boolean | number | string | null

/** A heading that sorts. */
export interface ColumnSort {
  readonly href: string
  /** "Sort by amount" */
  readonly label: string
  readonly order: 'ascending' | 'descending' | undefined
}

interface ResultTableProps {
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ResultValue[])[]
  /** What stands for no value at all: "null" */
  readonly nullText: string
  /** Below it: "The first 200 of 4,120 rows. Download CSV" */
  readonly note?: ReactNode
  /** Of the column at a place, where the table can be sorted. */
  readonly sortOf?: (at: number) => ColumnSort
  /** The page is the table's: no frame of 420 px. */
  readonly isTall?: boolean
}

/** What a job gave back, as a table: values as they came, numbers at the right. */
export function ResultTable({ label, columns, rows, nullText, note, sortOf, isTall = false }: ResultTableProps) {
  return (
    <>
      <ScrollRegion label={label} plain={!isTall} short={!isTall}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th
                  key={column}
                  scope="col"
                  data-number={isNumeric(rows, at) || undefined}
                  aria-sort={sortOf?.(at).order}
                >
                  {sortOf ? heading(column, sortOf(at)) : column}
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
      </ScrollRegion>
      {note && <p className={styles.note}>{note}</p>}
    </>
  )
}

function heading(column: string, { href, label, order }: ColumnSort) {
  return (
    <PageLink href={href} scroll={false} title={label}>
      {column}
      {order && <span aria-hidden="true"> {order === 'ascending' ? '↑' : '↓'}</span>}
    </PageLink>
  )
}

function isNumeric(rows: readonly (readonly ResultValue[])[], at: number): boolean {
  const values = rows.map((row) => row[at]).filter((value) => value !== null)
  return values.length > 0 && values.every((value) => typeof value === 'number')
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
