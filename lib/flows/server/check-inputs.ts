import 'server-only'
import { Validator } from '@cfworker/json-schema'
import { RE2JS } from 're2js'
import { type InputProperty, type InputSchema, kindOf, orderedInputs } from '@/lib/flows/input-schema'
import { isDateTime, isPlainJson, isPlainText } from '@/lib/flows/plain-values'
import { type InputValues, type Posted, typedValues } from '@/lib/flows/typed-values'
import type { InputWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

/** All values together may have as much at Databricks, so one alone never more; it also bounds what a pattern costs. */
const MOST_BYTES = 10_000
const NAME_SHOWN = 100

/**
 * Reads a posted form by the flow's one schema. The browser checks what HTML can say of it; here everything is checked.
 * Patterns run on RE2, whose time is linear whatever the maker wrote (IO-7).
 */
export function checkInputs(
  schema: InputSchema,
  posted: Readonly<Record<string, Posted>>,
  words: InputWords,
): Parsed<InputValues> {
  const unknown = Object.keys(posted).find((name) => !Object.hasOwn(schema.properties, name))
  const { values, misread } = typedValues(schema, posted)
  const issues: Issue[] = misread.map(({ field, problem }) => ({ field, message: words[problem] }))
  const misreadNames = new Set(misread.map(({ field }) => field))
  for (const [name, property] of orderedInputs(schema)) {
    if (misreadNames.has(name)) continue
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const message = problemOf(property, value, schema.required?.includes(name) ?? false, words)
    if (message) issues.push({ field: name, message })
  }
  if (unknown !== undefined) {
    issues.unshift({ field: '', message: words.unknownField(unknown.slice(0, NAME_SHOWN)) })
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
  const kind = kindOf(property)
  if (typeof value === 'string' && !isPlainText(value)) return words.characters
  if (typeof value === 'string' && Buffer.byteLength(value) > MOST_BYTES) return words.textTooLong
  if (kind === 'json' && !isPlainJson(value)) return words.jsonKeys
  if (kind === 'date-time') return isDateTime(String(value)) ? undefined : words.dateTime
  const { pattern, ...rest } = property
  const failed = new Validator(withoutDrawing(rest), '2020-12').validate(value).errors[0]
  if (failed) return words.keyword(failed.keyword, property)
  if (pattern && !RE2JS.compile(pattern).matches(String(value))) {
    return words.pattern(property['x-pattern-words'] ?? pattern)
  }
  return undefined
}

function withoutDrawing(property: InputProperty): Record<string, unknown> {
  return Object.fromEntries(Object.entries(property).filter(([key]) => !key.startsWith('x-') && key !== 'default'))
}
