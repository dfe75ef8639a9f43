import { type InputSchema, isFixed, isSecret } from './input-schema'
import { type InputValues, typedValues } from './typed-values'

/** What a form holds, by the fields' names and as it shows it: also what is no value, as `12,5` of a number. */
export type Typed = Readonly<Record<string, string | boolean | readonly string[]>>

/** What of it may be kept for its person: of fields that the form asks for, and of none that is secret. */
export function keepable({ properties }: InputSchema, typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).filter(([name]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      return property !== undefined && !isSecret(property) && !isFixed(property)
    }),
  )
}

/** The values that it stands for, as far as it does. */
export function valuesTyped(schema: InputSchema, typed: Typed): InputValues {
  const posted = Object.entries(typed).map(
    ([name, value]) => [name, value === true ? 'on' : value || undefined] as const,
  )
  return typedValues(schema, Object.fromEntries(posted)).values
}
