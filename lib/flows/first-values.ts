import { conditionsOf } from './form-conditions'
import { type InputSchema, isFixed, isSecret, kindOf, orderedInputs } from './input-schema'
import { namesShown } from './shown-when'
import type { InputValues } from './typed-values'

/** What a form holds at first: what the maker fixed, an earlier run's inputs as far as it had them, else the defaults. Never a secret or a file. */
export function firstValues(schema: InputSchema, earlier: InputValues | undefined): InputValues {
  const given = earlier && namesShown(conditionsOf(schema), earlier)
  return Object.fromEntries(
    orderedInputs(schema).flatMap(([name, property]) => {
      if (isSecret(property) || kindOf(property) === 'file') return []
      const preset = isFixed(property) ? property.const : property.default
      const value = !isFixed(property) && given?.has(name) ? earlier?.[name] : preset
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
