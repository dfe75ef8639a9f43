import { type InputProperty, type InputSchema, isFixed, kindOf, orderedInputs } from './input-schema'
import { type Condition, type Conditional, holds } from './shown-when'

/** What a condition may be about: a field whose values are few, and no secret. */
export function drivesConditions(property: InputProperty): boolean {
  const kind = kindOf(property)
  return kind === 'yes-no' || kind === 'choice' || kind === 'several-choices'
}

/**
 * The fields that may be asked for at all, each with what it depends on, in the order of the form. What depends on a fixed
 * value is settled already: it is always asked for, or never.
 */
export function conditionsOf(schema: InputSchema): readonly Conditional[] {
  const known = new Map<string, Condition | undefined>()
  for (const [name, { 'x-shown-when': when }] of orderedInputs(schema)) {
    if (!when) {
      known.set(name, undefined)
      continue
    }
    const source = known.has(when.field) ? propertyOf(schema, when.field) : undefined
    if (!source) continue
    if (!isFixed(source)) known.set(name, when)
    else if (holds(when, source.const)) known.set(name, known.get(when.field))
  }
  return [...known].map(([name, when]) => ({ name, when }))
}

export type ConditionProblem = 'gone' | 'later' | 'kind' | 'value'

/** Why a field can never be asked for as its condition says; `undefined` while all is well. */
export function conditionProblem(schema: InputSchema, name: string): ConditionProblem | undefined {
  const when = propertyOf(schema, name)?.['x-shown-when']
  if (!when) return undefined
  const source = propertyOf(schema, when.field)
  if (!source) return 'gone'
  const names = orderedInputs(schema).map(([known]) => known)
  if (names.indexOf(when.field) >= names.indexOf(name)) return 'later'
  if (!drivesConditions(source)) return 'kind'
  return when.is.every((value) => isValueOf(source, value)) ? undefined : 'value'
}

function isValueOf(source: InputProperty, value: string | boolean): boolean {
  if (kindOf(source) === 'yes-no') return typeof value === 'boolean'
  const offered = source.enum ?? source.items?.enum
  return typeof value === 'string' && (offered?.includes(value) ?? true)
}

function propertyOf(schema: InputSchema, name: string): InputProperty | undefined {
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
}
