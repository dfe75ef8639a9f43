import { type InputSchema, isFixed, isSecret } from '@/lib/flows/input-schema'

/** What a person gave for one field. */
export interface TypedInput {
  /** The parameter's, in the flow. */
  readonly name: string
  /** On the form. */
  readonly title: string
  readonly text: string
}

const LONGEST = 200
const QUOTES = [`'`, `"`, '`'] as const

/** What a person gave that an error may speak of: nothing secret, nothing that the flow's makers fixed. */
export function typedInputs(
  { properties }: InputSchema,
  values: Readonly<Record<string, unknown>>,
): readonly TypedInput[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const isTyped = typeof value === 'string' || typeof value === 'number'
    if (!isTyped || isSecret(property) || isFixed(property)) return []
    return [{ name, title: property.title ?? name, text: String(value).slice(0, LONGEST) }]
  })
}

/** A short text stands in quotes, a longer one anywhere as a word of its own; or a wrong value is told by the field's name. */
export function isOfInput({ name, text }: TypedInput, line: string): boolean {
  if (text.length > 1 && QUOTES.some((quote) => line.includes(`${quote}${text}${quote}`))) return true
  if (text.length >= 5 && standsAlone(text, line)) return true
  return /\b(?:ValueError|IllegalArgumentException|InvalidParameter\w{0,40})\b/.test(line) && standsAlone(name, line)
}

/** Not as a part of a longer word or path. */
function standsAlone(text: string, line: string): boolean {
  if (text.length < 2) return false
  for (let at = line.indexOf(text); at !== -1; at = line.indexOf(text, at + text.length)) {
    const around = `${line[at - 1] ?? ' '}${line[at + text.length] ?? ' '}`
    if (!/[\p{L}\p{N}_/-]/u.test(around)) return true
  }
  return false
}
