import { type Finding, finding, pointer } from './finding'
import { type Json, type JsonObject, listIn, member, objectIn, textIn } from './json'
import { referred, resolved, VERBS, type Verb } from './operation'
import { validateSchema, validateValue } from './validate-schema'

/** Source: power-platform.md 1.7. */
export const MOST_OPERATIONS = 256
const OPERATION_ID = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/
const PLACES = new Set(['path', 'query', 'header', 'body', 'formData'])
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'array', 'file'])

interface Placed {
  readonly document: JsonObject
  readonly path: string
  readonly verb: Verb
  readonly operation: JsonObject
  readonly parameters: readonly JsonObject[]
  readonly where: string
  readonly operationId: string
}

/** What is wrong with the paths and actions of a document. */
export function validateOperations(document: JsonObject): readonly Finding[] {
  const placed = placedIn(document)
  return [
    ...pathFindings(document),
    ...idFindings(placed),
    ...placed.flatMap((one) => [
      ...parameterFindings(one),
      ...placeFindings(one),
      ...responseFindings(one),
      ...dynamicFindings(one, placed),
    ]),
  ]
}

function placedIn(document: JsonObject): readonly Placed[] {
  return Object.entries(objectIn(document.paths)).flatMap(([path, item]) =>
    VERBS.flatMap((verb) => {
      const operation = member(objectIn(item), verb)
      if (operation === undefined) return []
      const own = objectIn(operation)
      const parameters = [...listIn(objectIn(item).parameters), ...listIn(own.parameters)].map((one) =>
        resolved(document, one),
      )
      const where = pointer('paths', path, verb)
      return [{ document, path, verb, operation: own, parameters, where, operationId: textIn(own.operationId) }]
    }),
  )
}

function pathFindings(document: JsonObject): Finding[] {
  const paths = Object.keys(objectIn(document.paths))
  const seen = new Map<string, string>()
  return paths.flatMap((path) => {
    const where = pointer('paths', path)
    const shape = path.toLowerCase().replaceAll(/\{[^}]*\}/g, '{}')
    const same = seen.get(shape)
    seen.set(shape, path)
    return [
      ...(path.startsWith('/') ? [] : [finding('OperationPathMustStartWithSlash', where, { what: path })]),
      ...(/[?#*]/.test(path) ? [finding('OperationPathMayNotContainQueryOrFragment', where, { what: path })] : []),
      ...(same === undefined ? [] : [sameShape(path, same, where)]),
    ]
  })
}

function sameShape(path: string, other: string, where: string): Finding {
  const id = path.toLowerCase() === other.toLowerCase() ? 'DuplicateOperationPath' : 'PartialDuplicateOperationPath'
  return finding(id, where, { what: other })
}

function idFindings(placed: readonly Placed[]): Finding[] {
  const seen = new Set<string>()
  return placed.flatMap(({ operationId, where }) => {
    const here = `${where}/operationId`
    if (operationId === '') return [finding('OperationIdRequired', here)]
    const isTaken = seen.has(operationId.toLowerCase())
    seen.add(operationId.toLowerCase())
    return [
      ...(isTaken ? [finding('OperationIdNotUnique', here, { operationId, what: operationId })] : []),
      ...(OPERATION_ID.test(operationId)
        ? []
        : [finding('OperationIdSanitized', here, { operationId, what: operationId })]),
    ]
  })
}

function parameterFindings(one: Placed): Finding[] {
  const { document, parameters, where, operationId, verb } = one
  const seen = new Set<string>()
  const bodies = parameters.filter(({ in: place }) => place === 'body')
  const forms = parameters.filter(({ in: place }) => place === 'formData')
  const isFetch = verb === 'get' && bodies.length + forms.length > 0
  const findings = parameters.flatMap((parameter, index) => {
    const name = textIn(parameter.name)
    const key = `${textIn(parameter.in)} ${name}`
    const here = `${where}/parameters/${index}`
    const more = { operationId, what: name || String(index) }
    const isDouble = seen.has(key)
    seen.add(key)
    return [
      ...(isDouble ? [finding('OperationParametersContainDuplicateParameter', here, more)] : []),
      ...(isParameter(parameter) ? [] : [finding('ParameterNotValid', here, more)]),
      ...(parameter.in === 'formData' ? [finding('ParameterNotSupported', here, more)] : []),
      ...(parameter.in === 'body'
        ? validateSchema(document, parameter.schema, `${here}/schema`, operationId)
        : validateValue(parameter, here, operationId)),
    ]
  })
  const manyBodies = bodies.length > 1 || (bodies.length > 0 && forms.length > 0)
  return [
    ...findings,
    ...(manyBodies ? [finding('OperationParametersContainMultipleBodyParameters', where, { operationId })] : []),
    ...(isFetch ? [finding('BodyOrFormDataParameterInFetchOperationNotAllowed', where, { operationId })] : []),
  ]
}

/** `connectionId` is the name of what Power Platform adds by itself. */
function isParameter({ name, in: place, type }: JsonObject): boolean {
  if (textIn(name) === '' || name === 'connectionId' || !PLACES.has(textIn(place))) return false
  return place === 'body' || TYPES.has(textIn(type))
}

function placeFindings({ path, parameters, where, operationId }: Placed): Finding[] {
  const inTemplate = [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name = '']) => name)
  const inPath = parameters.filter(({ in: place }) => place === 'path')
  const names = new Set(inPath.map(({ name }) => textIn(name)))
  return [
    ...inTemplate
      .filter((name) => !names.has(name))
      .map((what) => finding('OperationMissingPathParameter', where, { operationId, what })),
    ...inPath.flatMap(({ name, required }) => {
      const more = { operationId, what: textIn(name) }
      return [
        ...(required === true ? [] : [finding('PathParameterMustBeRequired', where, more)]),
        ...(inTemplate.includes(textIn(name)) ? [] : [finding('PathParameterNotDefinedInTemplate', where, more)]),
      ]
    }),
  ]
}

function responseFindings({ document, operation, where, operationId }: Placed): Finding[] {
  const responses = Object.entries(objectIn(operation.responses))
  const good = responses.filter(([status]) => /^2\d\d$/.test(status) || status === 'default')
  const withSchema = responses.filter(([, response]) => resolved(document, response).schema !== undefined)
  return [
    ...(good.length > 0 ? [] : [finding('OperationShouldHaveSuccessfulResponse', where, { operationId })]),
    ...(withSchema.length > 1 ? [finding('OperationHasManyResponsesWithSchema', where, { operationId })] : []),
    ...responses.flatMap(([status, response]) => {
      const here = `${where}/responses/${status}`
      const { $ref } = objectIn(response)
      if (typeof $ref === 'string' && referred(document, $ref) === undefined) {
        return [finding('SchemaReferenceNotFound', here, { operationId, what: $ref })]
      }
      const { schema } = resolved(document, response)
      return schema === undefined ? [] : validateSchema(document, schema, `${here}/schema`, operationId)
    }),
  ]
}

/** A list to choose from names the action that fills it, and that action's parameters. */
function dynamicFindings({ parameters, where, operationId }: Placed, all: readonly Placed[]): Finding[] {
  return parameters.flatMap((parameter, index) =>
    dynamicsIn(parameter, 0).flatMap((dynamic) => {
      const here = `${where}/parameters/${index}`
      const called = textIn(dynamic.operationId)
      if (called === '') return [] // filled by a capability, not by an action
      const other = all.find((one) => one.operationId === called)
      if (!other) return [finding('OperationIdNotFound', here, { operationId, what: called })]
      const known = new Set(other.parameters.map(({ name }) => textIn(name)))
      return Object.keys(objectIn(dynamic.parameters))
        .filter((name) => !known.has(name.split('/')[0] ?? name) && !known.has('body'))
        .map((what) => finding('OperationParameterNameNotFound', here, { operationId, what }))
    }),
  )
}

const DYNAMIC = ['x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-schema', 'x-ms-dynamic-properties']
const MOST_DEPTH = 20

function dynamicsIn(value: Json, depth: number): readonly JsonObject[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return []
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, inner]) =>
    DYNAMIC.includes(name) ? [objectIn(inner)] : dynamicsIn(inner, depth + 1),
  )
}
