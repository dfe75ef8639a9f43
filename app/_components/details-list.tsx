import type { ReactNode } from 'react'
import styles from './details-list.module.css'
import { Icon } from './icon'
import { PageLink } from './page-link'
import { ScrollRegion } from './scroll-region'

export type SortDirection = 'ascending' | 'descending'

export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  /** Makes the heading a link to the list sorted by this column; `direction` is how it is sorted by it now. */
  readonly sort?: { readonly href: string; readonly direction?: SortDirection | undefined } | undefined
  readonly align?: 'end'
  /** Its values stay on one line. */
  readonly oneLine?: boolean
  /** A column of buttons: its heading is for readers of the screen alone. */
  readonly hiddenLabel?: boolean
}

export interface Selection<Row> {
  /** The id of the form that the bulk commands submit; each chosen row posts `name`. */
  readonly form: string
  readonly name: string
  readonly heading: string
  readonly label: (row: Row) => string
}

interface DetailsListProps<Row> {
  /** What the table holds; its name, and that of the region that scrolls. */
  readonly label: string
  /** The first one names the row and holds its link. */
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly selection?: Selection<Row> | undefined
  /** Without a frame of its own: inside a <Pane>. */
  readonly plain?: boolean
}

/** A real table; on phones each row becomes a block of labels and values. */
export function DetailsList<Row>({ label, columns, rows, rowKey, selection, plain = false }: DetailsListProps<Row>) {
  return (
    <ScrollRegion label={label} plain={plain}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {selection && (
              <th scope="col">
                <span className="visually-hidden">{selection.heading}</span>
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {selection && <SelectionCell row={row} value={rowKey(row)} selection={selection} />}
              {columns.map((column, index) => (
                <Cell key={column.key} column={column} row={row} names={index === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Heading<Row>({ column: { label, sort, align, hiddenLabel } }: { readonly column: Column<Row> }) {
  const text = hiddenLabel ? <span className="visually-hidden">{label}</span> : label
  return (
    <th scope="col" data-align={align} aria-sort={sort?.direction}>
      {sort ? (
        <PageLink href={sort.href} className={styles.sort}>
          {text}
          {sort.direction && <Icon name={sort.direction === 'ascending' ? 'sort-up' : 'sort-down'} size={16} />}
        </PageLink>
      ) : (
        text
      )}
    </th>
  )
}

interface CellProps<Row> {
  readonly column: Column<Row>
  readonly row: Row
  readonly names: boolean
}

function Cell<Row>({ column: { label, cell, align, oneLine, hiddenLabel }, row, names }: CellProps<Row>) {
  if (names) {
    return (
      <th scope="row" data-one-line={oneLine}>
        {cell(row)}
      </th>
    )
  }
  return (
    <td
      className={hiddenLabel ? styles.tools : undefined}
      data-label={hiddenLabel ? undefined : label}
      data-align={align}
      data-one-line={oneLine}
    >
      <div className={styles.value}>{cell(row)}</div>
    </td>
  )
}

interface SelectionCellProps<Row> {
  readonly row: Row
  readonly value: string
  readonly selection: Selection<Row>
}

function SelectionCell<Row>({ row, value, selection }: SelectionCellProps<Row>) {
  return (
    <td className={styles.check}>
      <input
        type="checkbox"
        form={selection.form}
        name={selection.name}
        value={value}
        aria-label={selection.label(row)}
      />
    </td>
  )
}
