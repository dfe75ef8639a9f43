/** What JSON can say, parsed. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one for everything else, so that a reader needs no case for what is missing. */
export function objectIn(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

export function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

export function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** What the object itself holds under this name, and not what every object inherits. */
export function member(of: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

/** One text for one meaning: the order of names says nothing. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}
