import type { Condition, Item, Operand, Select } from './parse.ts'
import { SqlError } from './sql-error.ts'
import { TABLES, type Table } from './tables.ts'
import type { Column, Typed, Value } from './values.ts'

export interface SqlResult {
  columns: readonly Column[]
  rows: readonly (readonly Value[])[]
}

/** Whose statement it is, and where names without a catalog or a schema are looked for. */
export interface Reading {
  userName: string
  isAdmin: boolean
  catalog: string
  schema: string
}

type Row = readonly Value[]

/** @throws SqlError */
export function runSelect(select: Select, reading: Reading): SqlResult {
  const table = select.from.length > 0 ? findTable(select.from, reading) : NO_TABLE
  const rows = table.rows.filter((row) => select.where.every((condition) => fits(condition, table, row)))
  const isGrouped = select.groupBy.length > 0 || select.items.some(({ what }) => 'count' in what || 'of' in what)
  const items = select.items.flatMap((item) => ('all' in item.what ? allOf(table) : [item]))
  const columns = items.map(({ what, name }) => ({ name, type: typeOf(what, table) }))
  const picked = isGrouped
    ? groupsOf(rows, select.groupBy, table).map((group) => items.map(({ what }) => ofGroup(what, table, group)))
    : inOrder(rows, select, table).map((row) => items.map(({ what }) => ofRow(what, table, row)))
  const whole = select.distinct ? withoutTwins(picked) : picked
  const ordered = isGrouped ? orderedBy(whole, select.orderBy, (name) => position({ columns }, name)) : whole
  return { columns, rows: ordered.slice(0, select.limit) }
}

/** A SELECT without FROM has one row of nothing. */
const NO_TABLE: Pick<Table, 'columns' | 'rows'> = { columns: [], rows: [[]] }

type Source = Pick<Table, 'columns' | 'rows'>

function findTable(names: string[], { catalog, schema, userName, isAdmin }: Reading): Source {
  const path = [catalog, schema, ''].slice(0, 3 - names.length).concat(names)
  const table = TABLES.find((known) => known.path.every((part, index) => same(part, path[index])))
  const shown = names.map((name) => `\`${name}\``).join('.')
  if (!table) {
    const text = `The table or view ${shown} cannot be found. Verify the spelling and correctness of the schema and catalog.`
    throw new SqlError('TABLE_OR_VIEW_NOT_FOUND', text, '42P01')
  }
  if (isAdmin || table.readers.some((name) => name === 'users' || name === userName)) return table
  const text = `Insufficient privileges: User does not have SELECT on Table '${table.path.join('.')}'.`
  throw new SqlError('INSUFFICIENT_PERMISSIONS', text, '42501')
}

function same(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase()
}

function position({ columns }: Pick<Source, 'columns'>, name: string): number {
  const found = columns.findIndex((column) => same(column.name, name))
  if (found !== -1) return found
  const text = `A column, variable, or function parameter with name \`${name}\` cannot be resolved.`
  throw new SqlError('UNRESOLVED_COLUMN.WITH_SUGGESTION', text, '42703')
}

function allOf({ columns }: Source): Item[] {
  return columns.map(({ name }) => ({ what: { column: name }, name }))
}

function typeOf(what: Item['what'], table: Source): string {
  if ('count' in what) return 'BIGINT'
  if ('literal' in what) return what.literal.type
  if ('all' in what) return 'STRING'
  const type = table.columns[position(table, what.column)]?.type ?? 'STRING'
  if (!('of' in what) || what.of === 'MIN' || what.of === 'MAX') return type
  return what.of === 'SUM' && /^(INT|BIGINT)$/.test(type) ? 'BIGINT' : type.startsWith('DECIMAL') ? type : 'DOUBLE'
}

function cell(operand: Operand, table: Source, row: Row): Typed['value'] {
  return 'literal' in operand ? operand.literal.value : (row[position(table, operand.column)] ?? null)
}

function fits({ left, sign, right }: Condition, table: Source, row: Row): boolean {
  const value = cell(left, table, row)
  if (sign === 'IS NULL' || sign === 'IS NOT NULL') return (value === null) === (sign === 'IS NULL')
  const others = right.map((operand) => cell(operand, table, row))
  return value !== null && others.some((other) => other !== null && holds(sign, value, other))
}

function holds(sign: Condition['sign'], value: Value, other: Value): boolean {
  if (sign === 'LIKE') return likeness(String(other)).test(String(value))
  const order = compare(value, other)
  if (sign === '=' || sign === 'IN') return order === 0
  if (sign === '<>') return order !== 0
  if (sign === '<' || sign === '>') return sign === '<' ? order < 0 : order > 0
  return sign === '<=' ? order <= 0 : order >= 0
}

function likeness(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's')
}

/** Nulls come first. A number beside a text is compared as a number. */
function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  const asNumbers = typeof a === 'number' || typeof b === 'number'
  const [left, right] = asNumbers ? [Number(a), Number(b)] : [String(a), String(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

function inOrder(rows: Row[], { orderBy }: Select, table: Source): Row[] {
  return orderedBy(rows, orderBy, (name) => position(table, name))
}

function orderedBy(rows: Row[], orderBy: Select['orderBy'], placeOf: (name: string) => number): Row[] {
  const keys = orderBy.map(({ column, descending }) => ({ at: placeOf(column), factor: descending ? -1 : 1 }))
  const order = (a: Row, b: Row) =>
    keys.map(({ at, factor }) => compare(a[at] ?? null, b[at] ?? null) * factor).find((result) => result !== 0) ?? 0
  return keys.length > 0 ? rows.toSorted(order) : rows
}

/** Without GROUP BY all rows are one group, be there any or none. */
function groupsOf(rows: Row[], groupBy: string[], table: Source): Row[][] {
  if (groupBy.length === 0) return [rows]
  const places = groupBy.map((name) => position(table, name))
  return [...Map.groupBy(rows, (row) => JSON.stringify(places.map((at) => row[at]))).values()]
}

function ofRow(what: Item['what'], table: Source, row: Row): Value {
  return 'column' in what || 'literal' in what ? cell(what as Operand, table, row) : null
}

function ofGroup(what: Item['what'], table: Source, group: Row[]): Value {
  if ('count' in what) return group.length
  if (!('of' in what)) return ofRow(what, table, group[0] ?? [])
  const at = position(table, what.column)
  const values = group.map((row) => row[at] ?? null).filter((value) => value !== null)
  if (values.length === 0) return null
  if (what.of === 'MIN' || what.of === 'MAX') return values.toSorted(compare).at(what.of === 'MIN' ? 0 : -1) ?? null
  const sum = values.reduce((total: number, value) => total + Number(value), 0)
  return what.of === 'SUM' ? Math.round(sum * 100) / 100 : sum / values.length
}

function withoutTwins(rows: Row[]): Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}
