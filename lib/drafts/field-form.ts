import { type InputKind, type InputProperty, isFixed, kindOf } from '@/lib/flows/input-schema'
import type { NamedField } from './edit-inputs'

/** What the form of a field posts; what its kind does not have is absent. */
export interface FieldForm {
  readonly name: string
  readonly label: string
  readonly kind: InputKind
  readonly help?: string | undefined
  readonly required?: string | undefined
  readonly preset?: string | undefined
  readonly from?: ChoicesFrom | undefined
  readonly choices?: string | undefined
  readonly warehouse?: string | undefined
  readonly statement?: string | undefined
  readonly pattern?: string | undefined
  readonly patternWords?: string | undefined
  readonly least?: string | undefined
  readonly most?: string | undefined
  readonly whole?: string | undefined
  readonly use?: FieldUse | undefined
  /** Of a volume; empty: its text is handed on. */
  readonly folder?: string | undefined
  /** The name of an earlier field; empty: always. */
  readonly whenField?: string | undefined
  /** Its values, one a line; of a yes or no, `yes` or `no`. */
  readonly whenIs?: string | undefined
}

/** Where the choices come from: a list of the maker's, or what is read as whoever opens the form. */
export const CHOICES_FROM = ['list', 'jobs', 'sql'] as const

export type ChoicesFrom = (typeof CHOICES_FROM)[number]

/** Who says what a field holds: who fills in the form, or its maker, seen or unseen. */
export const FIELD_USES = ['asked', 'fixed', 'hidden'] as const

export type FieldUse = (typeof FIELD_USES)[number]

/** The parts of the form that a kind of field has, besides name, label, kind, help, required and its condition. */
export type FieldPart =
  | 'use'
  | 'from'
  | 'warehouse'
  | 'statement'
  | 'preset'
  | 'choices'
  | 'pattern'
  | 'patternWords'
  | 'least'
  | 'most'
  | 'whole'
  | 'folder'

const PARTS: Readonly<Record<InputKind, readonly FieldPart[]>> = {
  text: ['use', 'preset', 'least', 'most', 'pattern', 'patternWords'],
  'long-text': ['use', 'preset', 'least', 'most'],
  number: ['use', 'preset', 'least', 'most', 'whole'],
  'yes-no': ['use', 'preset'],
  choice: ['from', 'choices', 'warehouse', 'statement', 'use', 'preset'],
  'several-choices': ['from', 'choices', 'warehouse', 'statement', 'use', 'preset', 'least', 'most'],
  date: ['use', 'preset'],
  'date-time': ['use', 'preset'],
  json: ['use', 'preset'],
  secret: ['least', 'most'],
  file: ['folder'],
}

export const INPUT_KINDS = Object.keys(PARTS) as readonly InputKind[]

export function partsOf(kind: InputKind): readonly FieldPart[] {
  return PARTS[kind]
}

export interface Choice {
  readonly value: string
  readonly label: string | undefined
}

const SEPARATOR = ' = '

/** One choice a line: the value that the job gets, and after " = " what people read for it. */
export function readChoices(text: string): readonly Choice[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf(SEPARATOR)
      if (at < 0) return { value: line.trim(), label: undefined }
      return { value: line.slice(0, at).trim(), label: line.slice(at + SEPARATOR.length).trim() }
    })
}

/** The form of a field as it stands. */
export function formOf({ name, property, required }: NamedField): FieldForm {
  const kind = kindOf(property)
  const [least, most] = limitsOf(kind, property)
  return {
    name,
    label: property.title ?? name,
    kind,
    help: property.description,
    required: required ? 'on' : undefined,
    use: fieldUse(property),
    preset: presetText(kind, property.const ?? property.default),
    from: property['x-options']?.from ?? 'list',
    choices: choicesText(property),
    ...statementOf(property),
    pattern: property.pattern,
    patternWords: property['x-pattern-words'],
    least: textOf(least),
    most: textOf(most),
    folder: property['x-folder'],
    whole: property.type === 'integer' ? 'on' : undefined,
    whenField: property['x-shown-when']?.field,
    whenIs: property['x-shown-when']?.is.map(lineOf).join('\n'),
  }
}

function fieldUse(property: InputProperty): FieldUse {
  if (!isFixed(property)) return 'asked'
  return property['x-hidden'] ? 'hidden' : 'fixed'
}

function lineOf(value: string | boolean): string {
  if (typeof value === 'string') return value
  return value ? 'yes' : 'no'
}

function limitsOf(kind: InputKind, property: InputProperty): [number | undefined, number | undefined] {
  if (kind === 'number') return [property.minimum, property.maximum]
  if (kind === 'several-choices') return [property.minItems, property.maxItems]
  return [property.minLength, property.maxLength]
}

function statementOf({ 'x-options': source }: InputProperty): Pick<FieldForm, 'warehouse' | 'statement'> {
  return source?.from === 'sql' ? { warehouse: source.warehouse, statement: source.statement } : {}
}

function textOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number)
}

function presetText(kind: InputKind, preset: unknown): string | undefined {
  if (preset === undefined) return undefined
  if (kind === 'yes-no') return preset === true ? 'on' : undefined
  if (kind === 'json') return JSON.stringify(preset, null, 2)
  return Array.isArray(preset) ? preset.join('\n') : String(preset)
}

function choicesText(property: InputProperty): string | undefined {
  const values = property.enum ?? property.items?.enum
  const labels = property['x-labels'] ?? {}
  return values
    ?.map((value) => (Object.hasOwn(labels, value) ? `${value}${SEPARATOR}${labels[value]}` : value))
    .join('\n')
}
