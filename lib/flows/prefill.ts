import type { InputSchema } from './input-schema'
import { kindOf } from './input-schema'
import { keepable, type Typed } from './typed'

/** Before the names of fields in an address, as in a form that is posted: other parts of an address have none. */
const PREFIX = 'p.'

/** Of what stands in an address; servers and mail programs take no much longer ones. */
const LONGEST = 4_000

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * What a form holds as the query of its page's address, without what is secret, fixed, or a file. Undefined where nothing is left,
 * or more than an address carries.
 */
export function prefillQuery(schema: InputSchema, typed: Typed): string | undefined {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(keepable(schema, typed))) {
    for (const text of [value].flat()) if (text !== '') query.append(`${PREFIX}${name}`, String(text))
  }
  const text = query.toString()
  return text === '' || text.length > LONGEST ? undefined : `?${text}`
}

/**
 * What an address says that the form holds: for fields that it asks for, and none that is secret, fixed, or a file. Nothing of it is
 * sent before somebody presses, and then it is checked as anything typed. Undefined where it says nothing, or too much.
 */
export function prefilledBy(schema: InputSchema, params: Params): Typed | undefined {
  const given = Object.entries(params).flatMap(([name, value]) => {
    const texts = [value ?? []].flat()
    return name.startsWith(PREFIX) && texts.length > 0 ? [[name.slice(PREFIX.length), texts] as const] : []
  })
  const all = given.flatMap(([, texts]) => texts)
  if (all.join('').length > LONGEST || all.some((text) => text.includes('\0') || !text.isWellFormed()))
    return undefined
  const typed = given.flatMap(([name, texts]) => {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    return property ? [[name, typedAs(kindOf(property), texts)] as const] : []
  })
  const kept = keepable(schema, Object.fromEntries(typed))
  return Object.keys(kept).length === 0 ? undefined : kept
}

function typedAs(kind: ReturnType<typeof kindOf>, texts: readonly string[]): Typed[string] {
  if (kind === 'several-choices') return texts
  const text = texts.at(-1) ?? ''
  return kind === 'yes-no' ? text === 'true' || text === 'on' : text
}
