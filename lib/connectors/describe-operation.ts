import type { Json, JsonObject } from './json'

/** One action of the ready definition, as short as it can be said; `operationIn` makes Swagger of it. */
export interface Described {
  readonly verb: 'get' | 'post'
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly visibility?: 'important' | 'advanced' | 'internal'
  /** A POST that changes nothing. */
  readonly isSafe?: boolean
  readonly query?: Readonly<Record<string, Field>>
  readonly inPath?: Readonly<Record<string, Field>>
  readonly body?: Readonly<Record<string, Field>>
  /** What an answer of 200 holds. */
  readonly answer?: JsonObject
}

/** A parameter or a property of the body. */
export interface Field {
  readonly schema: JsonObject
  readonly title: string
  readonly help: string
  readonly required?: boolean
  readonly visibility?: 'important' | 'advanced' | 'internal'
}

export const ID: JsonObject = { type: 'integer', format: 'int64' }
export const TEXT: JsonObject = { type: 'string' }
export const WHOLE: JsonObject = { type: 'integer', format: 'int32' }
export const FLAG: JsonObject = { type: 'boolean' }
export const TEXTS: JsonObject = { type: 'array', items: TEXT }
export const TEXT_MAP: JsonObject = { type: 'object', additionalProperties: TEXT }
export const ANYTHING: JsonObject = { type: 'object' }

export function listOf(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

export function answer(properties: Readonly<Record<string, JsonObject>>): JsonObject {
  return { type: 'object', properties }
}

export const PAGE_SIZE = field(WHOLE, 'Page size', 'The most elements of one page.', { visibility: 'advanced' })
export const PAGE_TOKEN = field(TEXT, 'Page token', 'From the page before: next_page_token of its answer.', {
  visibility: 'advanced',
})

export function field(
  schema: JsonObject,
  title: string,
  help: string,
  more: Pick<Field, 'required' | 'visibility'> = {},
): Field {
  return { schema, title, help, ...more }
}

export function needed(schema: JsonObject, title: string, help: string): Field {
  return field(schema, title, help, { required: true, visibility: 'important' })
}

/** The operation in Swagger 2.0 with Power Platform's extensions. */
export function operationIn(described: Described): JsonObject {
  const { id, summary, description, visibility, isSafe, query = {}, inPath = {}, body, answer: schema } = described
  return {
    operationId: id,
    summary,
    description,
    ...(visibility && { 'x-ms-visibility': visibility }),
    ...(isSafe && { 'x-ms-safe-operation': true }),
    parameters: [
      ...Object.entries(inPath).map(([name, one]) => parameterIn('path', name, { ...one, required: true })),
      ...Object.entries(query).map(([name, one]) => parameterIn('query', name, one)),
      ...(body ? [bodyIn(body)] : []),
    ],
    responses: { '200': { description: 'OK', schema: schema ?? ANYTHING } },
  }
}

function parameterIn(place: string, name: string, one: Field): JsonObject {
  return { name, in: place, ...(one.required && { required: true }), ...shown(one) }
}

function bodyIn(fields: Readonly<Record<string, Field>>): JsonObject {
  const required = Object.entries(fields).flatMap(([name, one]) => (one.required ? [name] : []))
  const properties = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, shown(one)]))
  const schema: Record<string, Json> = { type: 'object', properties }
  if (required.length > 0) schema.required = required
  return { name: 'body', in: 'body', required: true, schema }
}

function shown({ schema, title, help, visibility }: Field): JsonObject {
  return {
    ...schema,
    'x-ms-summary': title,
    description: help,
    ...(visibility && { 'x-ms-visibility': visibility }),
  }
}
