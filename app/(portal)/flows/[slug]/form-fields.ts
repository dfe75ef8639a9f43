import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { conditionsOf } from '@/lib/flows/form-conditions'
import {
  type InputProperty,
  type InputSchema,
  isFixed,
  isSecret,
  kindOf,
  orderedInputs,
} from '@/lib/flows/input-schema'
import { type Condition, namesShown } from '@/lib/flows/shown-when'
import { labelOf, valueText } from '@/lib/flows/value-text'
import type { Words } from '@/lib/language/words'

type FormWords = Pick<Words['flow'], 'yes' | 'no' | 'or' | 'onlyWhen'>

/** The flow's schema as fields to draw. What HTML can say of it the browser checks; the server checks all. */
export function fieldSpecs(schema: InputSchema, words: FormWords): readonly FieldSpec[] {
  return conditionsOf(schema).flatMap(({ name, when }) => {
    const property = schema.properties[name]
    if (!property || property['x-hidden']) return []
    const spec = specOf(name, property, schema.required?.includes(name) && !isFixed(property))
    return [when ? { ...spec, when, whenText: sentenceOf(schema, when, words) } : spec]
  })
}

function sentenceOf({ properties }: InputSchema, { field, is }: Condition, words: FormWords): string {
  const source = properties[field] ?? {}
  return words.onlyWhen(source.title ?? field, is.map((value) => valueText(source, value, words)).join(words.or))
}

function specOf(name: string, property: InputProperty, required: boolean | undefined): FieldSpec {
  return {
    name,
    type: isFixed(property) ? 'fixed' : typeOf(property),
    label: property.title ?? name,
    help: property.description,
    required,
    options: (property.enum ?? property.items?.enum)?.map((value) => ({ value, label: labelOf(property, value) })),
    min: property.minimum,
    max: property.maximum,
    step: property.type === 'integer' ? 1 : property.multipleOf,
    pattern: property.pattern && isBrowserPattern(property.pattern) ? property.pattern : undefined,
    patternHelp: property.pattern && !property.description ? property['x-pattern-words'] : undefined,
    minLength: property.minLength,
    maxLength: property.maxLength,
  }
}

/** Browsers read `pattern` with the v flag, which takes less than RE2 does; the server checks the others alone. */
function isBrowserPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'v').source !== ''
  } catch {
    return false
  }
}

function typeOf(property: InputProperty): FieldSpec['type'] {
  const kind = kindOf(property)
  return kind === 'several-choices' ? 'choices' : kind
}

/** What the fields hold at first: an earlier run's inputs, else the defaults. Never a secret; what is fixed, in words. */
export function formValues(
  schema: InputSchema,
  earlier: Readonly<Record<string, unknown>> | undefined,
  words: FormWords,
): Readonly<Record<string, FieldValue>> {
  const given = earlier && namesShown(conditionsOf(schema), earlier)
  return Object.fromEntries(
    orderedInputs(schema).flatMap(([name, property]) => {
      if (isFixed(property)) return [[name, valueText(property, property.const, words)]]
      const value = earlier && given?.has(name) ? earlier[name] : property.default
      return value === undefined || isSecret(property) ? [] : [[name, fieldValue(property, value)]]
    }),
  )
}

function fieldValue(property: InputProperty, value: unknown): FieldValue {
  const kind = kindOf(property)
  if (kind === 'yes-no') return value === true
  if (kind === 'several-choices') return Array.isArray(value) ? value.map(String) : []
  if (kind === 'json') return JSON.stringify(value, null, 2)
  return String(value)
}
