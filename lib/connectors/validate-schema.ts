import { type Finding, finding, pointer } from './finding'
import { type Json, type JsonObject, listIn, objectIn, textIn } from './json'
import { referred, visibilityIn } from './operation'

/** What we can read and a person can fill in; real bodies go down to 13. */
const MOST_DEPTH = 16
const FORMATS = new Set([
  ...['int32', 'int64', 'uuid', 'date-time', 'date', 'double', 'float', 'decimal', 'password', 'binary', 'byte'],
  ...['email', 'uri', 'html', 'time', 'date-time-rfc1123'],
])

interface At {
  readonly document: JsonObject
  readonly operationId: string | undefined
  readonly depth: number
  readonly refs: readonly string[]
}

/** What is wrong with a schema and everything in it. */
export function validateSchema(
  document: JsonObject,
  schema: Json | undefined,
  where: string,
  operationId?: string,
): readonly Finding[] {
  return inSchema(schema, where, { document, operationId, depth: 0, refs: [] })
}

function inSchema(schema: Json | undefined, where: string, at: At): readonly Finding[] {
  const { operationId } = at
  const own = objectIn(schema)
  if (at.depth > MOST_DEPTH) return [finding('SchemaTooDeep', where, { operationId })]
  if (typeof own.$ref === 'string') return inReference(own.$ref, where, at)
  const deeper = { ...at, depth: at.depth + 1 }
  const required = new Set(listIn(own.required).map(String))
  return [
    ...validateValue(own, where, operationId),
    ...Object.entries(objectIn(own.properties)).flatMap(([name, property]) => {
      const here = `${where}/${pointer('properties', name)}`
      return [
        ...internalFindings(objectIn(property), required.has(name), here, operationId),
        ...notificationFindings(objectIn(property), required.has(name), here, operationId),
        ...inSchema(property, here, deeper),
      ]
    }),
    ...(own.items === undefined ? [] : inSchema(own.items, `${where}/items`, deeper)),
    ...(typeof own.additionalProperties === 'object'
      ? inSchema(own.additionalProperties, `${where}/additionalProperties`, deeper)
      : []),
    ...listIn(own.allOf).flatMap((one, index) => inSchema(one, `${where}/allOf/${index}`, deeper)),
  ]
}

/** A reference is followed once in a chain: what is looked at below it, it looks at for itself. */
function inReference(ref: string, where: string, at: At): readonly Finding[] {
  const { document, operationId, refs } = at
  const target = referred(document, ref)
  if (target === undefined) return [finding('SchemaReferenceNotFound', where, { operationId, what: ref })]
  if (refs.includes(ref)) return [finding('SchemaRefLoopNotAllowed', where, { operationId, what: ref })]
  const next = objectIn(target).$ref
  if (typeof next === 'string') return inReference(next, where, { ...at, refs: [...refs, ref] })
  // A definition that holds itself further down is found where it stands, among the definitions.
  return where.startsWith('definitions/') ? loopsIn(document, objectIn(target), [...refs, ref], where) : []
}

function loopsIn(document: JsonObject, schema: JsonObject, refs: readonly string[], where: string): Finding[] {
  return listIn(schema.allOf).flatMap((one) => {
    const { $ref } = objectIn(one)
    if (typeof $ref !== 'string') return []
    if (refs.includes($ref)) return [finding('SchemaRefLoopNotAllowed', where, { what: $ref })]
    return loopsIn(document, objectIn(referred(document, $ref)), [...refs, $ref], where)
  })
}

/** Format, choices and default of a value, be it a parameter or a schema. */
export function validateValue(of: JsonObject, where: string, operationId?: string): readonly Finding[] {
  const { type, format, enum: choices, default: byDefault } = of
  const more = (what: Json) => ({ operationId, what: typeof what === 'string' ? what : JSON.stringify(what) })
  const values = listIn(choices)
  return [
    ...(typeof format === 'string' && !FORMATS.has(format)
      ? [finding('UnrecognizedTypeFormat', where, more(format))]
      : []),
    ...(choices !== undefined && values.length === 0
      ? [finding('EnumMustContainAtLeastOneElement', where, { operationId })]
      : []),
    ...values.flatMap((value) => (isOfType(value, type) ? [] : [finding('InvalidEnumValue', where, more(value))])),
    ...(byDefault !== undefined && !isOfType(byDefault, type)
      ? [finding('DefaultValueMustMatchType', where, more(byDefault))]
      : []),
  ]
}

function isOfType(value: Json, type: Json | undefined): boolean {
  switch (textIn(type)) {
    case 'string':
      return typeof value === 'string'
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return true
  }
}

/** What nobody sees is sent only with a default, and surely only where it is required. */
function internalFindings(of: JsonObject, isRequired: boolean, where: string, operationId?: string): Finding[] {
  if (visibilityIn(of) !== 'internal' || of.default === undefined || isRequired) return []
  return [finding('InternalPropertyWithDefaultOptional', where, { operationId })]
}

function notificationFindings(of: JsonObject, isRequired: boolean, where: string, operationId?: string): Finding[] {
  if (of['x-ms-notification-url'] !== true) return []
  return [
    ...(visibilityIn(of) === 'internal' ? [] : [finding('NotificationUrlNotInternal', where, { operationId })]),
    ...(isRequired ? [] : [finding('NotificationUrlNotRequired', where, { operationId })]),
    ...(of.type === 'string' ? [] : [finding('NotificationUrlNotString', where, { operationId })]),
  ]
}
