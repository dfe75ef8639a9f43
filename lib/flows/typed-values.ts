import type { InputProperty, InputSchema } from './input-schema'
import { kindOf, orderedInputs } from './input-schema'

/** What a form posts for one field: nothing, a text, or several. */
export type Posted = string | readonly string[] | undefined

/** Input values by name: what a person gave, typed as the schema says. */
export type InputValues = Readonly<Record<string, unknown>>

export interface Misread {
  readonly field: string
  /** `exact`: a number that JavaScript would round, and so hand to the job as another one. */
  readonly problem: 'number' | 'json' | 'exact'
}

/**
 * Turns posted texts into the types that the schema asks for. An empty field is no value at all; a box that is not
 * ticked is `false`. What cannot be read is listed, and left out of the values.
 */
export function typedValues(schema: InputSchema, posted: Readonly<Record<string, Posted>>) {
  const values = new Map<string, unknown>()
  const misread: Misread[] = []
  for (const [name, property] of orderedInputs(schema)) {
    const read = typedValue(property, Object.hasOwn(posted, name) ? posted[name] : undefined)
    if (read.problem) misread.push({ field: name, problem: read.problem })
    else if (read.value !== undefined) values.set(name, read.value)
  }
  return { values: Object.fromEntries(values) as InputValues, misread }
}

type Read = { readonly value: unknown; readonly problem?: undefined } | { readonly problem: Misread['problem'] }

function typedValue(property: InputProperty, posted: Posted): Read {
  const kind = kindOf(property)
  if (kind === 'several-choices') return { value: severalOf(posted) }
  const text = (Array.isArray(posted) ? posted.at(-1) : posted) as string | undefined
  if (kind === 'yes-no') return { value: text === 'true' || text === 'on' }
  if (text === undefined || text === '') return { value: undefined }
  if (kind === 'number') return numberOf(text)
  if (kind === 'json') return jsonOf(text)
  if (kind === 'file') return { value: text }
  // A browser ends lines with CR LF; a job should see what a person sees.
  return { value: text.replaceAll('\r\n', '\n') }
}

function severalOf(posted: Posted): readonly string[] | undefined {
  const chosen = (posted === undefined ? [] : [posted].flat()).filter((value) => value !== '')
  return chosen.length > 0 ? chosen : undefined
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

function numberOf(text: string): Read {
  const written = text.trim()
  const value = Number(written)
  if (!DECIMAL.test(written) || !Number.isFinite(value)) return { problem: 'number' }
  return isRounded(written, value) ? { problem: 'exact' } : { value }
}

function jsonOf(text: string): Read {
  let rounded = false
  const look = (_key: string, value: unknown, { source = '' }: { source?: string }): unknown => {
    rounded ||= typeof value === 'number' && isRounded(source, value)
    return value
  }
  try {
    const value: unknown = JSON.parse(text, look as (key: string, value: unknown) => unknown)
    return rounded ? { problem: 'exact' } : { value }
  } catch {
    return { problem: 'json' }
  }
}

/** An id of 19 digits is the usual case; a fraction is rounded wherever it is computed with. */
function isRounded(written: string, value: number): boolean {
  return !Number.isFinite(value) || (/^[+-]?\d+$/.test(written) && !Number.isSafeInteger(value))
}

/** How a value becomes a job parameter: Databricks takes texts only. */
export function parameterText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
