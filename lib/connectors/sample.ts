import { isObject, type Json, type JsonObject } from './json'
import type { Parameter, Verb } from './operation'

/** A call as somebody has it at hand. */
export interface Sample {
  readonly verb: Verb
  /** Whole, or a path with its query. */
  readonly url: string
  /** One a line, `Name: value`. */
  readonly headers: string
  /** JSON, or nothing. */
  readonly body: string
}

export interface FromSample {
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: JsonObject | undefined
}

/** Sent by the portal itself, or by HTTP; none of them is a parameter. */
const OWN_HEADERS = new Set([
  'authorization',
  'host',
  'content-type',
  'content-length',
  'accept',
  'cookie',
  'user-agent',
])
const DIGITS = /^-?[0-9]+$/
const MOST_DEPTH = 16

/** The parameters and the body's schema that a sample shows; undefined where the URL, or the body, is none. */
export function fromSample({ url, headers, body }: Sample, basePath: string): FromSample | undefined {
  const read = URL.parse(url.trim(), 'https://host.invalid')
  const json = parseJson(body)
  if (!read || json === 'broken') return undefined
  const path = decodeURI(read.pathname).replaceAll('%7B', '{').replaceAll('%7D', '}')
  const prefix = basePath.replace(/\/$/, '')
  const shown = prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path
  const schema = json === undefined ? undefined : schemaOf(json)
  return {
    path: shown,
    parameters: [
      ...[...shown.matchAll(/\{([^{}/]+)\}/g)].map(([, name = '']) => parameter('path', name, '')),
      ...[...new Map(read.searchParams)].map(([name, value]) => parameter('query', name, value)),
      ...headersIn(headers).map(([name, value]) => parameter('header', name, value)),
    ],
    body: schema,
  }
}

/** What a value looks like, as a schema: every member that is there, none of them required. */
export function schemaOf(value: Json, depth = 0): JsonObject {
  if (depth > MOST_DEPTH) return {}
  if (Array.isArray(value)) {
    const [first] = value
    return { type: 'array', items: first === undefined ? {} : schemaOf(first, depth + 1) }
  }
  if (isObject(value)) {
    const properties = Object.entries(value).map(([name, inner]) => [name, schemaOf(inner, depth + 1)])
    return { type: 'object', properties: Object.fromEntries(properties) }
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { type: 'integer', format: 'int64' } : { type: 'number', format: 'double' }
  }
  return value === null ? {} : { type: typeof value }
}

/** @returns undefined for nothing, 'broken' for what is no JSON */
export function parseJson(text: string): Json | undefined | 'broken' {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return 'broken'
  }
}

function headersIn(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^\s*([A-Za-z0-9-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return name === '' || OWN_HEADERS.has(name.toLowerCase()) ? [] : [[name, value] as const]
  })
}

function parameter(place: Parameter['place'], name: string, value: string): Parameter {
  const isWhole = DIGITS.test(value)
  const type = isWhole ? 'integer' : value === 'true' || value === 'false' ? 'boolean' : 'string'
  return {
    name,
    place,
    type,
    format: isWhole ? 'int64' : '',
    title: '',
    description: '',
    required: place === 'path',
    visibility: 'none',
    default: undefined,
    choices: [],
  }
}
