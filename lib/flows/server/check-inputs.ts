import 'server-only'
import { Validator } from '@cfworker/json-schema'
import { RE2JS } from 're2js'
import { conditionsOf } from '@/lib/flows/form-conditions'
import { type InputProperty, type InputSchema, isFixed, kindOf, orderedInputs } from '@/lib/flows/input-schema'
import { isDateTime, isPlainJson, isPlainText } from '@/lib/flows/plain-values'
import { namesShown } from '@/lib/flows/shown-when'
import { type InputValues, type Posted, typedValues } from '@/lib/flows/typed-values'
import type { InputWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

/** All values together may have as much at Databricks, so one alone never more; it also bounds what a pattern costs. */
const MOST_BYTES = 10_000
const NAME_SHOWN = 100

/**
 * Reads a posted form by the flow's one schema. The browser checks what HTML can say of it; here everything is checked.
 * Patterns run on RE2, whose time is linear whatever the maker wrote (IO-7). A field that is not asked for with these values
 * has none, whatever was posted for it; one that the maker fixed has that value, and is no field of the form (IO-1).
 */
export function checkInputs(
  schema: InputSchema,
  posted: Readonly<Record<string, Posted>>,
  words: InputWords,
): Parsed<InputValues> {
  const { values, misread } = typedValues(schema, posted)
  const problems = new Map(misread.map(({ field, problem }) => [field, words[problem]]))
  const shown = namesShown(conditionsOf(schema), values)
  const kept = new Map<string, unknown>()
  const issues: Issue[] = notOnTheForm(schema, posted, words)
  for (const [name, property] of orderedInputs(schema)) {
    if (!shown.has(name)) continue
    const typed = Object.hasOwn(values, name) ? values[name] : undefined
    const value = isFixed(property) ? property.const : typed
    const required = schema.required?.includes(name) ?? false
    const message = problems.get(name) ?? problemOf(property, value, required, words)
    if (message) issues.push({ field: name, message })
    else if (value !== undefined) kept.set(name, value)
  }
  return issues.length === 0 ? parsed(Object.fromEntries(kept)) : refused(issues)
}

/** One sentence, however many there are. */
function notOnTheForm(schema: InputSchema, posted: Readonly<Record<string, Posted>>, words: InputWords): Issue[] {
  const unknown = Object.keys(posted).find((name) => !Object.hasOwn(schema.properties, name))
  if (unknown !== undefined) return [{ field: '', message: words.unknownField(unknown.slice(0, NAME_SHOWN)) }]
  const fixed = orderedInputs(schema).find(([name, property]) => isFixed(property) && Object.hasOwn(posted, name))
  return fixed ? [{ field: '', message: words.fixedField(fixed[1].title ?? fixed[0]) }] : []
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

/** What is wrong with a value of this field, if anything. */
export function valueProblem(property: InputProperty, value: unknown, words: InputWords): string | undefined {
  return problemOf(property, value, true, words)
}

const NO_RULES = new Set(['default', 'const'])

function withoutDrawing(property: InputProperty): Record<string, unknown> {
  return Object.fromEntries(Object.entries(property).filter(([key]) => !key.startsWith('x-') && !NO_RULES.has(key)))
}
