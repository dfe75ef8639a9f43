import 'server-only'
import { type Schema, Validator } from '@cfworker/json-schema'
import { type Json, type JsonObject, objectIn } from '@/lib/connectors/json'

const MOST_TOLD = 5
/** They say of a whole that something in it does not fit, which is told by itself. */
const ONLY_ABOVE = new Set(['properties', 'items', '$ref', 'allOf'])
/** Patterns are somebody's regular expressions, and are not run (IO-7). */
const NOT_LOOKED_AT = new Set(['pattern', 'patternProperties', 'format', 'example', 'discriminator', 'xml'])

/** What of a JSON text does not fit the schema that a definition describes it with; nothing where it fits. */
export function misfitsOf(text: string, schema: JsonObject, definition: JsonObject): readonly string[] {
  const value = jsonIn(text)
  if (value === undefined) return ['#: JSON']
  const whole = { ...without(schema), definitions: without(objectIn(definition.definitions)) } as Schema
  const { errors } = new Validator(whole, '4', false).validate(value)
  return errors
    .filter(({ keyword }) => !ONLY_ABOVE.has(keyword))
    .slice(0, MOST_TOLD)
    .map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function without(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).flatMap(([name, inner]) =>
    NOT_LOOKED_AT.has(name) || name.startsWith('x-') ? [] : [[name, withoutIn(name, inner)] as const],
  )
  return Object.fromEntries(entries)
}

/** Names of properties are nobody's keywords. */
function withoutIn(name: string, inner: Json): Json {
  if (Array.isArray(inner)) return inner.map((one) => withoutIn('', one))
  if (typeof inner !== 'object' || inner === null) return inner
  if (name !== 'properties' && name !== 'definitions') return without(inner as JsonObject)
  return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, without(objectIn(one))]))
}
