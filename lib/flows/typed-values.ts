import type { InputProperty, InputSchema } from './input-schema'
import { kindOf, orderedInputs } from './input-schema'

/** What a form posts for one field: nothing, a text, or several. */
export type Posted = string | readonly string[] | undefined

/** Input values by name: what a person gave, typed as the schema says. */
export type InputValues = Readonly<Record<string, unknown>>

export interface Misread {
  readonly field: string
  readonly problem: 'number' | 'json'
}

/**
 * Turns posted texts into the types that the schema asks for. An empty field is no value at all; a box that is not
 * ticked is `false`. What cannot be read is listed, and left out of the values.
 */
export function typedValues(schema: InputSchema, posted: Readonly<Record<string, Posted>>) {
  const values = new Map<string, unknown>()
  const misread: Misread[] = []
  for (const [name, property] of orderedInputs(schema)) {
    const read = typedValue(property, posted[name])
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
  // A browser ends lines with CR LF; a job should see what a person sees.
  return { value: text.replaceAll('\r\n', '\n') }
}

function severalOf(posted: Posted): readonly string[] | undefined {
  const chosen = (posted === undefined ? [] : [posted].flat()).filter((value) => value !== '')
  return chosen.length > 0 ? chosen : undefined
}

function numberOf(text: string): Read {
  const value = Number(text.trim())
  return Number.isFinite(value) ? { value } : { problem: 'number' }
}

function jsonOf(text: string): Read {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { problem: 'json' }
  }
}

/** How a value becomes a job parameter: Databricks takes texts only. */
export function parameterText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
