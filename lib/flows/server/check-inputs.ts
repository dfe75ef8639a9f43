import 'server-only'
import { Validator } from '@cfworker/json-schema'
import { RE2JS } from 're2js'
import { type InputProperty, type InputSchema, kindOf, orderedInputs } from '@/lib/flows/input-schema'
import { type InputValues, type Posted, typedValues } from '@/lib/flows/typed-values'
import type { InputWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

const MOST_JSON_DEPTH = 20
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a posted form by the flow's one schema. The browser checks what HTML can say of it; here everything is checked.
 * Patterns run on RE2, whose time is linear whatever the maker wrote (IO-7).
 */
export function checkInputs(
  schema: InputSchema,
  posted: Readonly<Record<string, Posted>>,
  words: InputWords,
): Parsed<InputValues> {
  const unknown = Object.keys(posted).filter((name) => !Object.hasOwn(schema.properties, name))
  const { values, misread } = typedValues(schema, posted)
  const issues: Issue[] = [
    ...unknown.map((field) => ({ field: '', message: words.unknownField(field) })),
    ...misread.map(({ field, problem }) => ({ field, message: problem === 'json' ? words.json : words.number })),
  ]
  const misreadNames = new Set(misread.map(({ field }) => field))
  for (const [name, property] of orderedInputs(schema)) {
    if (misreadNames.has(name)) continue
    const message = problemOf(property, values[name], schema.required?.includes(name) ?? false, words)
    if (message) issues.push({ field: name, message })
  }
  return issues.length === 0 ? parsed(values) : refused(issues)
}

function problemOf(
  property: InputProperty,
  value: unknown,
  required: boolean,
  words: InputWords,
): string | undefined {
  if (value === undefined) return required ? words.required : undefined
  if (typeof value === 'string' && !isPlainText(value)) return words.characters
  if (kindOf(property) === 'json' && isHostile(value)) return words.jsonKeys
  if (kindOf(property) === 'date-time') return DATE_TIME.test(String(value)) ? undefined : words.dateTime
  const { pattern, ...rest } = property
  const failed = new Validator(withoutDrawing(rest), '2020-12', false).validate(value).errors[0]
  if (failed) return words.keyword(failed.keyword, property)
  if (pattern && !RE2JS.compile(pattern).matches(String(value))) {
    return words.pattern(property['x-pattern-words'] ?? pattern)
  }
  return undefined
}

/** What `datetime-local` gives; the time zone is named beside the field. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/

/** Well-formed Unicode without NUL (IO-5). */
function isPlainText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Keys that pollute prototypes, or depths that no form means (IO-4, IO-2). */
function isHostile(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth > MOST_JSON_DEPTH) return true
  return Object.entries(value).some(([key, inner]) => FORBIDDEN_KEYS.has(key) || isHostile(inner, depth + 1))
}

function withoutDrawing(property: InputProperty): Record<string, unknown> {
  return Object.fromEntries(Object.entries(property).filter(([key]) => !key.startsWith('x-') && key !== 'default'))
}
