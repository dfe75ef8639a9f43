import { type InputKind, type InputSchema, isFixed, isSecret, kindOf, orderedInputs } from './input-schema'
import { type InputValues, type Posted, typedValues } from './typed-values'

/** What a form holds, by the fields' names and as it shows it: also what is no value, as `12,5` of a number. */
export type Typed = Readonly<Record<string, string | boolean | readonly string[]>>

/** What of it may be kept for its person: of fields that the form asks for, and of none that is secret or a file. */
export function keepable({ properties }: InputSchema, typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).filter(([name]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      return property !== undefined && !isSecret(property) && !isFixed(property) && kindOf(property) !== 'file'
    }),
  )
}

/** The values that it stands for, as far as it does. */
export function valuesTyped(schema: InputSchema, typed: Typed): InputValues {
  return typedValues(schema, postedOf(typed)).values
}

/** As a browser would post it: a box that is not ticked is not posted at all. */
export function postedOf(typed: Typed): Readonly<Record<string, Posted>> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, value === true ? 'on' : value || undefined]),
  )
}

/** What a form would hold for these values, so that they come out of it again. */
export function typedFor(schema: InputSchema, values: InputValues): Typed {
  const typed = orderedInputs(schema).flatMap(([name, property]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? [] : [[name, shownAs(kindOf(property), value)] as const]
  })
  return keepable(schema, Object.fromEntries(typed))
}

function shownAs(kind: InputKind, value: unknown): Typed[string] {
  if (kind === 'yes-no') return value === true
  if (kind === 'several-choices') return Array.isArray(value) ? value.map(String) : []
  return kind === 'json' ? JSON.stringify(value) : String(value)
}
