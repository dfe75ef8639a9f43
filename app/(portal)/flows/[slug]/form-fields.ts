import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { firstValues } from '@/lib/flows/first-values'
import { conditionsOf } from '@/lib/flows/form-conditions'
import { type InputProperty, type InputSchema, isFixed, kindOf } from '@/lib/flows/input-schema'
import { type Condition, namesShown } from '@/lib/flows/shown-when'
import { markersOf } from '@/lib/flows/sql-markers'
import { labelOf, valueText } from '@/lib/flows/value-text'
import type { Words } from '@/lib/language/words'
import type { ShownChoices } from './shown-choices'

type FormWords = Pick<Words['flow'], 'yes' | 'no' | 'or' | 'onlyWhen' | 'fileText' | 'fileAtMost'>

interface AtFirst {
  /** What the fields hold at first. */
  readonly values?: Readonly<Record<string, unknown>>
  /** The choices that were read, by field. */
  readonly choices?: Readonly<Record<string, ShownChoices>>
  /** Of a file that goes to a volume. */
  readonly largestUpload?: number
}

/** The flow's schema as fields to draw. What HTML can say of it the browser checks; the server checks all. */
export function fieldSpecs(
  schema: InputSchema,
  words: FormWords,
  { values = {}, choices = {}, largestUpload }: AtFirst = {},
): readonly FieldSpec[] {
  const shown = namesShown(conditionsOf(schema), values)
  const specs = conditionsOf(schema).flatMap(({ name, when }) => {
    const property = schema.properties[name]
    if (!property || property['x-hidden']) return []
    const bare = specOf(name, property, schema.required?.includes(name) && !isFixed(property))
    const spec = kindOf(property) === 'file' ? { ...bare, ...fileSpec(property, words, largestUpload) } : bare
    const asked = when ? { ...spec, when, whenText: sentenceOf(schema, when, words), off: !shown.has(name) } : spec
    return [
      property['x-options'] && !isFixed(property)
        ? { ...asked, ...readSpec(schema, property, choices[name]) }
        : asked,
    ]
  })
  return specs.toSorted((one, other) => rankOf(schema, one) - rankOf(schema, other))
}

/** Files come last, and last of all the one that is passed on while it arrives: whatever stands before it is read first. */
function rankOf({ properties }: InputSchema, { name, type }: FieldSpec): number {
  if (type !== 'file') return 0
  return properties[name]?.['x-folder'] === undefined ? 1 : 2
}

/** As much as a parameter holds. */
const MOST_TEXT_BYTES = 10_000

function fileSpec(
  { 'x-folder': folder }: InputProperty,
  words: FormWords,
  largest: number | undefined,
): Partial<FieldSpec> {
  if (folder === undefined) return { mostBytes: MOST_TEXT_BYTES, note: words.fileText }
  return largest === undefined ? {} : { mostBytes: largest, note: words.fileAtMost(largest / 1_000_000) }
}

/** However many there are, a list: that may be other ones a moment later. */
function readSpec(
  { properties }: InputSchema,
  { 'x-options': source }: InputProperty,
  shown: ShownChoices | undefined,
): Partial<FieldSpec> {
  const markers = source?.from === 'sql' ? markersOf(source.statement) : []
  const reads = markers.filter((name) => properties[name] && !isFixed(properties[name]))
  return { compact: true, options: [], reads, ...shown }
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

/** What the fields hold at first, as they show it; what is fixed, in words. */
export function formValues(
  schema: InputSchema,
  earlier: Readonly<Record<string, unknown>> | undefined,
  words: FormWords,
): Readonly<Record<string, FieldValue>> {
  return Object.fromEntries(
    Object.entries(firstValues(schema, earlier)).flatMap(([name, value]) => {
      const property = schema.properties[name]
      if (!property) return []
      return [[name, isFixed(property) ? valueText(property, value, words) : fieldValue(property, value)]]
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
