const MOST_JSON_DEPTH = 20
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])

/** Well-formed Unicode without NUL: what a database can store, and a job receives as it was typed (IO-5). */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** A name that pollutes no prototype, whoever copies the object that holds it (IO-4). */
export function isPlainName(name: string): boolean {
  return !FORBIDDEN_NAMES.has(name) && isPlainText(name)
}

/** JSON whose names, texts and depth no honest form exceeds (IO-2, IO-4, IO-5). */
export function isPlainJson(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isPlainText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MOST_JSON_DEPTH) return false
  return Object.entries(value).every(([name, inner]) => isPlainName(name) && isPlainJson(inner, depth + 1))
}

/** What a `datetime-local` control gives, with seconds or a zone if need be; a day and an hour that exist. */
export function isDateTime(text: string): boolean {
  const [, day, time, seconds = '00', zone = 'Z'] = DATE_TIME.exec(text) ?? []
  if (!day || !time) return false
  const at = Date.parse(`${day}T${time}:${seconds}Z`)
  return (
    !Number.isNaN(at) &&
    new Date(at).toISOString().startsWith(day) &&
    !Number.isNaN(Date.parse(`${day}T${time}:${seconds}${zone}`))
  )
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?$/
