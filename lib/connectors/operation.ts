import { isObject, type Json, type JsonObject, listIn, member, objectIn, textIn } from './json'
import { READY_DEFINITION } from './ready-definition'

export const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Verb = (typeof VERBS)[number]

export const VISIBILITIES = ['none', 'important', 'advanced', 'internal'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** A value that an action asks for beside its body. */
export interface Parameter {
  readonly name: string
  readonly place: 'path' | 'query' | 'header'
  readonly type: string
  readonly format: string
  readonly title: string
  readonly description: string
  readonly required: boolean
  readonly visibility: Visibility
  readonly default: Json | undefined
  readonly choices: readonly string[]
}

/** One thing that a connector can do, read out of a definition of any content. */
export interface Operation {
  readonly id: string
  readonly verb: Verb
  /** With `{name}` where a parameter belongs. */
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly visibility: Visibility
  readonly parameters: readonly Parameter[]
  readonly body: { readonly required: boolean; readonly schema: JsonObject } | undefined
  /** Of the one answer that a designer reads: 200, or the first of 2xx. */
  readonly answer: { readonly status: string; readonly description: string; readonly schema: JsonObject | undefined }
  /** Whether calling it may change something. */
  readonly changes: boolean
}

/** The definition that the connector has: its own, or the ready one. */
export function definitionOf({ definition }: { readonly definition: JsonObject | null }): JsonObject {
  return definition ?? READY_DEFINITION
}

/** Every action of a definition, in its order. What is no operation at all is left out; the validation says so. */
export function operationsOf(definition: JsonObject): readonly Operation[] {
  return Object.entries(objectIn(definition.paths)).flatMap(([path, item]) =>
    VERBS.flatMap((verb) => {
      const operation = member(objectIn(item), verb)
      return isObject(operation) ? [operationIn(definition, { path, verb, item: objectIn(item), operation })] : []
    }),
  )
}

export function operationCalled(definition: JsonObject, id: string): Operation | undefined {
  return operationsOf(definition).find((operation) => operation.id === id)
}

interface Placed {
  readonly path: string
  readonly verb: Verb
  readonly item: JsonObject
  readonly operation: JsonObject
}

function operationIn(definition: JsonObject, { path, verb, item, operation }: Placed): Operation {
  const parameters = [...listIn(item.parameters), ...listIn(operation.parameters)].map((one) =>
    resolved(definition, one),
  )
  const body = parameters.find((one) => one.in === 'body')
  return {
    id: textIn(operation.operationId),
    verb,
    path,
    summary: textIn(operation.summary),
    description: textIn(operation.description),
    visibility: visibilityIn(operation),
    parameters: parameters.flatMap((one) => parameterIn(one) ?? []),
    body: body && { required: body.required === true, schema: resolved(definition, body.schema) },
    answer: answerIn(definition, operation),
    changes: verb !== 'get' && operation['x-ms-safe-operation'] !== true,
  }
}

/** Real files spell the values in any case. */
export function visibilityIn(of: JsonObject): Visibility {
  const said = textIn(of['x-ms-visibility']).toLowerCase()
  return VISIBILITIES.find((known) => known === said) ?? 'none'
}

function parameterIn(one: JsonObject): Parameter | undefined {
  const place = (['path', 'query', 'header'] as const).find((known) => known === one.in)
  if (!place) return undefined
  return {
    name: textIn(one.name),
    place,
    type: textIn(one.type) || 'string',
    format: textIn(one.format),
    title: textIn(one['x-ms-summary']),
    description: textIn(one.description),
    required: one.required === true || place === 'path',
    visibility: visibilityIn(one),
    default: one.default,
    choices: listIn(one.enum).map(String),
  }
}

function answerIn(definition: JsonObject, operation: JsonObject): Operation['answer'] {
  const responses = objectIn(operation.responses)
  const status = Object.keys(responses).find((code) => /^2\d\d$/.test(code)) ?? '200'
  const response = resolved(definition, member(responses, status))
  const { schema } = response
  return { status, description: textIn(response.description), schema: isObject(schema) ? schema : undefined }
}

const MOST_STEPS = 20

/** What a `$ref` of this document leads to, or the value itself. One that leads nowhere, or round and round, is empty. */
export function resolved(definition: JsonObject, value: Json | undefined): JsonObject {
  let found = objectIn(value)
  for (let steps = 0; typeof found.$ref === 'string'; steps += 1) {
    if (steps === MOST_STEPS) return {}
    found = objectIn(referred(definition, found.$ref))
  }
  return found
}

/** `#/definitions/Run`, in the three places where a reference may lead. */
export function referred(definition: JsonObject, ref: string): Json | undefined {
  const [, place = '', name = ''] = /^#\/(definitions|parameters|responses)\/(.+)$/.exec(ref) ?? []
  return member(objectIn(definition[place]), name.replaceAll('~1', '/').replaceAll('~0', '~'))
}
