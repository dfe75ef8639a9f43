import { type CsvValue, csvLine } from './csv'

export type ExportFormat = 'csv' | 'json'

/** What an export says of each row, in its order: a name for the head of the file, and its value. */
export interface ExportColumn<Row> {
  readonly name: string
  /** An object stands as JSON in a cell, and as itself in a file of JSON. */
  readonly value: (row: Row) => ExportValue
}

export type ExportValue = string | number | boolean | null | undefined | Readonly<Record<string, unknown>>

/** The pieces of a file of rows: how it begins, a batch of them, and how it ends. */
export interface FileShape<Row> {
  readonly head: string
  readonly rows: (batch: readonly Row[], isFirst: boolean) => string
  readonly end: string
}

export function shapeOf<Row>(format: ExportFormat, columns: readonly ExportColumn<Row>[]): FileShape<Row> {
  return format === 'csv' ? csvShape(columns) : jsonShape(columns)
}

function csvShape<Row>(columns: readonly ExportColumn<Row>[]): FileShape<Row> {
  const line = (row: Row): string => csvLine(columns.map(({ value }) => asCell(value(row))))
  return {
    head: csvLine(columns.map(({ name }) => name)),
    rows: (batch) => batch.map(line).join(''),
    end: '',
  }
}

function asCell(value: ExportValue): CsvValue {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

/** A list with a row on each line; what is not known is null. */
function jsonShape<Row>(columns: readonly ExportColumn<Row>[]): FileShape<Row> {
  const line = (row: Row): string =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, value }) => [name, value(row) ?? null])))
  return {
    head: '[',
    rows: (batch, isFirst) => `${isFirst ? '\n' : ',\n'}${batch.map(line).join(',\n')}`,
    end: '\n]\n',
  }
}

/** `lakeport-sign-ins-2026-11-23.csv` */
export function fileName(what: string, format: ExportFormat, at: Date): string {
  return `lakeport-${what}-${at.toISOString().slice(0, 10)}.${format}`
}
