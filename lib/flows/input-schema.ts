import type { ChoiceSource } from './choice-source'
import type { Condition } from './shown-when'

/** The subset of JSON Schema 2020-12 that describes a flow's form; `x-` keys say how to draw it. */
export interface InputSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, InputProperty>>
  readonly required?: readonly string[]
  readonly additionalProperties: false
  /** The order of the fields; names left out follow as they come. */
  readonly 'x-order'?: readonly string[]
}

export interface InputProperty {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array'
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  /** What the maker fixed: nobody is asked for it, and whatever is posted for it is refused. */
  readonly const?: unknown
  readonly format?: 'date' | 'date-time' | 'email'
  readonly enum?: readonly string[]
  readonly items?: { readonly type: 'string'; readonly enum?: readonly string[] }
  readonly uniqueItems?: boolean
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly writeOnly?: boolean
  readonly 'x-control'?: 'long-text' | 'json' | 'secret' | 'file'
  /** Of a file: the folder of a Unity Catalog volume that it goes to. Without one its text is the value. */
  readonly 'x-folder'?: string
  /** What a pattern asks for, in words: "three capital letters". */
  readonly 'x-pattern-words'?: string
  /** A choice's value, and what people read for it. */
  readonly 'x-labels'?: Readonly<Record<string, string>>
  /** Of a fixed value: it does not stand on the form. It is no secret, and the run shows it. */
  readonly 'x-hidden'?: boolean
  /** Of a choice, or of several, whose maker does not list them. */
  readonly 'x-options'?: ChoiceSource
  /** Asked for, and sent, only when an earlier field has one of these values. */
  readonly 'x-shown-when'?: Condition
}

export type InputKind =
  | 'text'
  | 'long-text'
  | 'number'
  | 'yes-no'
  | 'choice'
  | 'several-choices'
  | 'date'
  | 'date-time'
  | 'json'
  | 'secret'
  | 'file'

/** Which of the eleven controls draws this property. */
export function kindOf(property: InputProperty): InputKind {
  if (property['x-control'] === 'secret' || property.writeOnly) return 'secret'
  if (property['x-control']) return property['x-control']
  if (property.type === 'array') return 'several-choices'
  if (property.enum || property['x-options']) return 'choice'
  if (property.type === 'boolean') return 'yes-no'
  if (property.type === 'number' || property.type === 'integer') return 'number'
  if (property.format === 'date' || property.format === 'date-time') return property.format
  return 'text'
}

/** The properties in the order of the form. */
export function orderedInputs(schema: InputSchema): readonly (readonly [string, InputProperty])[] {
  const names = new Set([...(schema['x-order'] ?? []), ...Object.keys(schema.properties)])
  return [...names].flatMap((name) => {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    return property ? [[name, property] as const] : []
  })
}

/** Whether the maker has said what it is, so that nobody is asked. */
export function isFixed(property: InputProperty): boolean {
  return property.const !== undefined
}

export function isSecret(property: InputProperty): boolean {
  return kindOf(property) === 'secret'
}
