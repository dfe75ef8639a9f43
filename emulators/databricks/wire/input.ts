import type { Call } from '../../kit/http.ts'
import type { Id } from '../engine/model.ts'
import { invalid, refusal } from '../errors.ts'

const MAX_BODY_BYTES = 10 * 1024 * 1024
const MAX_INT64 = 9_223_372_036_854_775_807n

/** The JSON object of a body; none at all counts as an empty one. @throws Refusal 400 */
export function readBody(call: Call): Record<string, unknown> {
  if (call.body.length > MAX_BODY_BYTES) throw refusal(413, 'BAD_REQUEST', 'The request is larger than 10 MB.')
  const value = call.body.length === 0 ? {} : parse(call)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw malformed('Could not parse request object: Expected an object.')
}

function parse(call: Call): unknown {
  try {
    return call.json()
  } catch {
    throw malformed('Invalid JSON given in the body of the request - failed to parse given JSON')
  }
}

function malformed(message: string) {
  return refusal(400, 'MALFORMED_REQUEST', message)
}

/** An int64 as decimal text. JSON numbers and texts are both taken, as everywhere in protobuf's JSON. */
export function readId(value: unknown, name: string): Id {
  if (value === undefined || value === null || value === '') throw invalid(`Missing required field: ${name}`)
  const text = typeof value === 'string' ? value : String(value)
  if (/^-?\d{1,19}$/.test(text) && BigInt(text) <= MAX_INT64) return BigInt(text).toString()
  throw invalid(`Invalid value for field ${name}: '${text}' is not a 64-bit integer.`)
}

export function queryId(call: Call, name: string): Id {
  return readId(call.query.get(name) ?? undefined, name)
}

export function optionalQueryId(call: Call, name: string): Id | undefined {
  return call.query.get(name) ? queryId(call, name) : undefined
}

/** Only the lower-case word is true: clients that sent Python's `True` were misread. */
export function queryFlag(call: Call, name: string): boolean {
  return call.query.get(name) === 'true'
}

export function queryWhole(call: Call, name: string): number | undefined {
  const text = call.query.get(name)
  if (!text) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw invalid(`Invalid value for field ${name}: '${text}' is not a whole number.`)
}

export function readStrings(value: unknown, name: string): string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw malformed(`Could not parse request object: Expected a list of String for field '${name}'.`)
}

export function readStringMap(value: unknown, name: string): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined
  const isMap = typeof value === 'object' && !Array.isArray(value)
  if (isMap && Object.values(value).every((item) => typeof item === 'string')) return value as Record<string, string>
  throw malformed(`Could not parse request object: Expected a map of String for field '${name}'.`)
}
