import { isPlainJson, isPlainText } from '@/lib/flows/plain-values'
import type { Json } from './json'
import type { Operation } from './operation'
import { IDEMPOTENCY, type TestField, testFieldsOf } from './test-fields'

/** A call, made of the stored definition and of given values: nothing of where it goes comes from the values (AUTHZ-6). */
export interface BuiltCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query, behind the origin. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Why a value cannot be sent. */
export interface Misgiven {
  readonly field: string
  readonly problem: 'needed' | 'notOfType' | 'json' | 'pathPart' | 'ownHeader' | 'parametersTooLong'
}

/** Databricks' own limit for the parameters of a job, as JSON. Source: databricks-api.md 2.5. */
const MOST_PARAMETER_BYTES = 10_000
/** What HTTP and the portal say themselves. */
export const OWN_HEADERS =
  /^(authorization|cookie|host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|user-agent|proxy-.*|forwarded|x-forwarded-.*)$/i
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
export const HEADER_VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/

interface Given {
  readonly field: TestField
  readonly text: string
}

/** @param key of the form: the same one twice is one call @returns the call, or what is wrong beside which field */
export function buildCall(
  operation: Operation,
  { basePath, values, key }: { basePath: string; values: Readonly<Record<string, string>>; key: string },
): { readonly call: BuiltCall } | { readonly misgiven: readonly Misgiven[] } {
  const given = testFieldsOf(operation).flatMap((field) => {
    const text = textFor(field, values, key)
    return text === '' ? [] : [{ field, text }]
  })
  const misgiven = [...missing(operation, given), ...given.flatMap(({ field, text }) => problemOf(field, text) ?? [])]
  if (misgiven.length > 0) return { misgiven }
  const of = (place: TestField['place']) => given.filter(({ field }) => field.place === place)
  const query = new URLSearchParams(of('query').map(({ field, text }) => [field.key, text])).toString()
  const path = pathOf(operation.path, of('path'))
  return {
    call: {
      method: operation.verb.toUpperCase() as BuiltCall['method'],
      path: `${basePath.replace(/\/$/, '')}${path}${query && `?${query}`}`,
      headers: Object.fromEntries(of('header').map(({ field, text }) => [field.key.toLowerCase(), text])),
      body: operation.body && bodyOf(of('body'), of('property')),
    },
  }
}

/** What nobody sees is its default, or the key of the form; a browser ends lines with CR LF. */
function textFor(field: TestField, values: Readonly<Record<string, string>>, key: string): string {
  if (field.place === 'property' && field.key === IDEMPOTENCY && field.type === 'string') return key
  if (field.visibility === 'internal') return field.default === undefined ? '' : jsonOrText(field.default)
  const text = Object.hasOwn(values, field.name) ? (values[field.name] ?? '') : ''
  return field.type === 'string' ? text.replaceAll('\r\n', '\n') : text.trim()
}

function jsonOrText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function missing(operation: Operation, given: readonly Given[]): readonly Misgiven[] {
  return testFieldsOf(operation)
    .filter(({ name, required }) => required && !given.some(({ field }) => field.name === name))
    .map(({ name }) => ({ field: name, problem: 'needed' }))
}

function problemOf({ name, place, key, type, choices }: TestField, text: string): Misgiven | undefined {
  const says = (problem: Misgiven['problem']): Misgiven => ({ field: name, problem })
  if (!isPlainText(text)) return says('notOfType')
  if (choices.length > 0 && !choices.includes(text)) return says('notOfType')
  if (type === 'integer' && !isInt64(text)) return says('notOfType')
  if (type === 'number' && !/^-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?$/.test(text)) return says('notOfType')
  if (type === 'boolean' && text !== 'true' && text !== 'false') return says('notOfType')
  if (type === 'json' && !isPlainJsonText(text)) return says('json')
  if (place === 'path' && /^\.{1,2}$/.test(text)) return says('pathPart')
  if (place === 'header' && (OWN_HEADERS.test(key) || !HEADER_NAME.test(key))) return says('ownHeader')
  if (place === 'header' && !HEADER_VALUE.test(text)) return says('notOfType')
  if (key === 'job_parameters' && new TextEncoder().encode(text).length > MOST_PARAMETER_BYTES) {
    return says('parametersTooLong')
  }
  return undefined
}

const INT64 = 2n ** 63n

function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt(text) >= -INT64 && BigInt(text) < INT64
}

function isPlainJsonText(text: string): boolean {
  try {
    return isPlainJson(JSON.parse(text))
  } catch {
    return false
  }
}

/** A value stays within its segment. What the definition itself says is encoded where HTTP wants it so. */
function pathOf(template: string, given: readonly Given[]): string {
  return template
    .split(/(\{[^{}/]+\})/)
    .map((part) => {
      const found = given.find(({ field }) => part === `{${field.key}}`)
      return found ? encodeURIComponent(found.text) : encodeURI(part)
    })
    .join('')
}

/** Written by hand, so that an int64 stays as it was typed: JavaScript would round it. */
function bodyOf([whole]: readonly Given[], properties: readonly Given[]): string {
  if (whole) return whole.text
  const members = properties.map(({ field, text }) => {
    const value = field.type === 'string' ? JSON.stringify(text) : exactNumber(field, text)
    return `${JSON.stringify(field.key)}:${value}`
  })
  return `{${members.join(',')}}`
}

/** JSON knows no zeros in front. */
function exactNumber({ type }: TestField, text: string): string {
  return type === 'integer' ? BigInt(text).toString() : text
}
