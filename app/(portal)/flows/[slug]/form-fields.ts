import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { type InputProperty, type InputSchema, isSecret, kindOf, orderedInputs } from '@/lib/flows/input-schema'

/** The flow's schema as fields to draw. What HTML can say of it the browser checks; the server checks all. */
export function fieldSpecs({ required, ...schema }: InputSchema): readonly FieldSpec[] {
  return orderedInputs(schema).map(([name, property]) => ({
    name,
    type: typeOf(property),
    label: property.title ?? name,
    help: property.description,
    required: required?.includes(name),
    options: (property.enum ?? property.items?.enum)?.map((value) => ({
      value,
      label: property['x-labels']?.[value] ?? value,
    })),
    min: property.minimum,
    max: property.maximum,
    step: property.type === 'integer' ? 1 : property.multipleOf,
    pattern: property.pattern && isBrowserPattern(property.pattern) ? property.pattern : undefined,
    patternHelp: property.pattern && !property.description ? property['x-pattern-words'] : undefined,
    minLength: property.minLength,
    maxLength: property.maxLength,
  }))
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

/** What the fields hold at first: an earlier run's inputs, else the defaults. Never a secret. */
export function formValues(
  schema: InputSchema,
  earlier: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, FieldValue>> {
  return Object.fromEntries(
    orderedInputs(schema).flatMap(([name, property]) => {
      const value = earlier ? earlier[name] : property.default
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
