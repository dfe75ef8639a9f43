/** A cell, and what a literal or a parameter stands for. Dates and times are ISO texts, which sort as they should. */
export type Value = string | number | boolean | null

export interface Column {
  name: string
  /** As in a CREATE TABLE: `BIGINT`, `DECIMAL(10,2)`, … */
  type: string
}

export interface Typed {
  value: Value
  type: string
}

const WHOLE_NUMBERS = new Set(['TINYINT', 'SMALLINT', 'INT', 'BIGINT'])
const NUMBERS = new Set(['FLOAT', 'DOUBLE', 'DECIMAL'])
const NAME_OF_TYPE: Readonly<Record<string, string>> = { BIGINT: 'LONG', SMALLINT: 'SHORT', TINYINT: 'BYTE' }

/** `DECIMAL(10,2)` without what is in brackets. */
function baseOf(type: string): string {
  return type.replace(/\(.*$/, '')
}

/** The `type_name` of a result's schema, which differs from `type_text` for some. */
export function typeName(type: string): string {
  return NAME_OF_TYPE[type] ?? baseOf(type)
}

/** Every cell of an answer is text or null. */
export function textOf(value: Value, type: string): string | null {
  if (value === null) return null
  const places = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1]
  return typeof value === 'number' && places !== undefined ? value.toFixed(Number(places)) : String(value)
}

/** What a text stands for as a value of this type; undefined where it stands for none. */
export function parseValue(text: string, type: string): Value | undefined {
  const base = baseOf(type)
  if (base === 'STRING') return text
  if (base === 'BOOLEAN') return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined
  if (base === 'DATE') return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
  if (base === 'TIMESTAMP') return Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (WHOLE_NUMBERS.has(base)) return Number.isSafeInteger(number) ? number : undefined
  return NUMBERS.has(base) && Number.isFinite(number) ? number : undefined
}

export function isType(type: string): boolean {
  const base = baseOf(type)
  return WHOLE_NUMBERS.has(base) || NUMBERS.has(base) || ['STRING', 'BOOLEAN', 'DATE', 'TIMESTAMP'].includes(base)
}
