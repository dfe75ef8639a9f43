import { PortalError } from '@/lib/errors'

/**
 * A backup is gzipped text, UTF-8, a JSON value a line:
 *   {"backup":"lakeport","format":1,"createdAt":…,"schema":[names of the migrations],"tables":[…],"leftOut":[…]}
 *   then for each table, those it refers to before it:
 *   {"table":"runs","columns":["id",…],"numbers":{"number":17}}   numbers: the last one that each sequence gave
 *   ["0190…","17",null,…]                                         a row: each value as PostgreSQL writes it as text, or null
 *   {"end":"runs","rows":1}
 *   and as the last line
 *   {"end":"backup","rows":1,"sha256":…}                          of every byte before this line
 */
const FORMAT = 1

export interface BackupHead {
  readonly createdAt: string
  /** Names of the migrations that made the tables, in their order. */
  readonly schema: readonly string[]
  /** Every table of the database, those that were left out among them. */
  readonly tables: readonly string[]
  readonly leftOut: readonly string[]
}

export interface TableHead {
  readonly table: string
  readonly columns: readonly string[]
  readonly numbers: Readonly<Record<string, number>>
}

export interface BackupEnd {
  readonly rows: number
  readonly sha256: string
}

export function headLine(head: BackupHead): string {
  return lineOf({ backup: 'lakeport', format: FORMAT, ...head })
}

export function tableLine(head: TableHead): string {
  return lineOf(head)
}

export function tableEndLine(table: string, rows: number): string {
  return lineOf({ end: table, rows })
}

export function endLine({ rows, sha256 }: BackupEnd): string {
  return lineOf({ end: 'backup', rows, sha256 })
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}

/** @throws PortalError invalid_request for a file that is none of ours, or of a later format */
export function readHead(line: string): BackupHead {
  const value = jsonOf(line)
  if (value?.backup !== 'lakeport') throw noBackup()
  const { format, createdAt, schema, tables, leftOut } = value
  if (format !== FORMAT) {
    throw new PortalError(
      'invalid_request',
      `This backup has the format ${format}, and this version reads ${FORMAT}.`,
    )
  }
  if (typeof createdAt !== 'string' || !isTexts(schema) || !isTexts(tables) || !isTexts(leftOut)) throw damaged()
  return { createdAt, schema, tables, leftOut }
}

/** @throws PortalError invalid_request */
export function readTableHead(line: string): TableHead {
  const { table, columns, numbers } = jsonOf(line) ?? {}
  if (typeof table !== 'string' || !isTexts(columns) || !isNumbers(numbers)) throw damaged()
  return { table, columns, numbers }
}

/** The end of a table, or of the whole. @throws PortalError invalid_request */
export function readEnd(line: string): { readonly end: string; readonly rows: number; readonly sha256?: string } {
  const { end, rows, sha256 } = jsonOf(line) ?? {}
  if (typeof end !== 'string' || typeof rows !== 'number') throw damaged()
  return { end, rows, ...(typeof sha256 === 'string' && { sha256 }) }
}

export function isEnd(line: string): boolean {
  return line.startsWith('{"end":')
}

/** Rows are arrays, everything else is an object. */
export function isRow(line: string): boolean {
  return line.startsWith('[')
}

export function noBackup(cause?: unknown): PortalError {
  return new PortalError('invalid_request', 'This is no backup of Lakeport.', { cause })
}

export function damaged(cause?: unknown): PortalError {
  return new PortalError('invalid_request', 'The backup is damaged: it was cut short or changed. Use another one.', {
    cause,
  })
}

function jsonOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isNumbers(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((item) => Number.isSafeInteger(item))
  )
}
