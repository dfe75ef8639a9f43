import { describe, expect, it } from 'vitest'
import { documentOf, partsOf } from '@/lib/connectors/document'
import { FINDING_IDS, type FindingId } from '@/lib/connectors/finding'
import type { Json, JsonObject } from '@/lib/connectors/json'
import { operationsOf } from '@/lib/connectors/operation'
import { READY_DEFINITION } from '@/lib/connectors/ready-definition'
import { validateDocument } from '@/lib/connectors/validate-document'

const CONNECTOR = {
  name: 'Lakehouse jobs',
  description: 'Starts jobs.',
  origin: 'https://adb-1234567890123456.7.azuredatabricks.net',
  basePath: '/',
  resourceId: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
  definition: null,
}

const OK = { '200': { description: 'OK' } }
const RUN = { operationId: 'Run', summary: 'Run', parameters: [] as Json[], responses: OK as JsonObject }

/** A document of one action that has nothing wrong, changed. */
function withAction(change: JsonObject, { path = '/run', verb = 'post', more = {} as JsonObject } = {}): JsonObject {
  return {
    ...documentOf({ ...CONNECTOR, definition: { paths: { [path]: { [verb]: { ...RUN, ...change } } } } }),
    ...more,
  }
}

function withParameter(...parameters: Json[]): JsonObject {
  return withAction({ parameters })
}

function withSchema(schema: JsonObject, more: JsonObject = {}): JsonObject {
  return withAction({ parameters: [{ name: 'body', in: 'body', required: true, schema }] }, { more })
}

const IN_QUERY = { name: 'limit', in: 'query', type: 'integer' }
const NOTIFIED = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' }
const LIST = { name: 'job', in: 'query', type: 'string' }

/** For each thing that can be wrong, a document in which it is, and nothing else. */
const WRONG: Readonly<Record<FindingId, JsonObject>> = {
  OperationIdRequired: withAction({ operationId: '' }),
  OperationIdNotUnique: withAction({}, { more: { paths: { '/a': { get: RUN }, '/b': { get: RUN } } } }),
  OperationIdSanitized: withAction({ operationId: 'Run it!' }),
  OperationMissingPathParameter: withAction({}, { path: '/runs/{id}' }),
  PathParameterMustBeRequired: withAction(
    { parameters: [{ name: 'id', in: 'path', type: 'string' }] },
    { path: '/runs/{id}' },
  ),
  PathParameterNotDefinedInTemplate: withParameter({ name: 'id', in: 'path', type: 'string', required: true }),
  DuplicateOperationPath: withAction(
    {},
    { more: { paths: { '/a': { get: RUN }, '/A': { get: { ...RUN, operationId: 'Other' } } } } },
  ),
  PartialDuplicateOperationPath: withAction(
    {},
    {
      more: {
        paths: Object.fromEntries(
          ['id', 'name'].map((name) => [
            `/runs/{${name}}`,
            {
              get: { ...RUN, operationId: name, parameters: [{ name, in: 'path', type: 'string', required: true }] },
            },
          ]),
        ),
      },
    },
  ),
  OperationPathMustStartWithSlash: withAction({}, { path: 'run' }),
  OperationPathMayNotContainQueryOrFragment: withAction({}, { path: '/run?now=1' }),
  OperationParametersContainDuplicateParameter: withParameter(IN_QUERY, IN_QUERY),
  OperationParametersContainMultipleBodyParameters: withParameter(
    { name: 'body', in: 'body', schema: { type: 'object' } },
    { name: 'other', in: 'body', schema: { type: 'object' } },
  ),
  BodyOrFormDataParameterInFetchOperationNotAllowed: withAction(
    { parameters: [{ name: 'body', in: 'body', schema: { type: 'object' } }] },
    { verb: 'get' },
  ),
  OperationShouldHaveSuccessfulResponse: withAction({ responses: { '404': { description: 'No' } } }),
  OperationHasManyResponsesWithSchema: withAction({
    responses: {
      '200': { description: 'OK', schema: { type: 'object' } },
      '201': { description: 'OK', schema: { type: 'object' } },
    },
  }),
  OperationIdNotFound: withParameter({ ...LIST, 'x-ms-dynamic-values': { operationId: 'ListJobs' } }),
  OperationParameterNameNotFound: withParameter({
    ...LIST,
    'x-ms-dynamic-values': { operationId: 'Run', parameters: { name: 'x' } },
  }),
  SpecificationVersionIncorrect: { ...withAction({}), swagger: '3.0' },
  HostNameNotValid: { ...withAction({}), host: 'https://x/' },
  BasePathNotValid: { ...withAction({}), basePath: 'api' },
  SchemeNotValid: { ...withAction({}), schemes: ['wss'] },
  SchemaReferenceNotFound: withSchema({ $ref: '#/definitions/Gone' }),
  SchemaRefLoopNotAllowed: withAction(
    {},
    { more: { definitions: { A: { $ref: '#/definitions/B' }, B: { allOf: [{ $ref: '#/definitions/B' }] } } } },
  ),
  SchemaTooDeep: withSchema(deep(20)),
  EnumMustContainAtLeastOneElement: withParameter({ ...IN_QUERY, enum: [] }),
  InvalidEnumValue: withParameter({ ...IN_QUERY, enum: ['one'] }),
  DefaultValueMustMatchType: withParameter({ ...IN_QUERY, default: 'ten' }),
  InternalPropertyWithDefaultOptional: withSchema({
    type: 'object',
    properties: { x: { type: 'string', default: 'y', 'x-ms-visibility': 'Internal' } },
  }),
  UnrecognizedTypeFormat: withParameter({ ...IN_QUERY, format: 'int128' }),
  NotificationUrlNotInternal: withSchema({
    type: 'object',
    required: ['x'],
    properties: { x: { type: 'string', 'x-ms-notification-url': true } },
  }),
  NotificationUrlNotRequired: withSchema({ type: 'object', properties: { x: NOTIFIED } }),
  NotificationUrlNotString: withSchema({
    type: 'object',
    required: ['x'],
    properties: { x: { ...NOTIFIED, type: 'integer' } },
  }),
  SecurityRequirementMustBeDefined: { ...withAction({}), security: [{ api_key: [] }] },
  OAuthSecurityRequirementValueMustBeScopeName: { ...withAction({}), security: [{ oauth2_auth: ['all'] }] },
  PathsMissing: { ...withAction({}), paths: [] },
  ParameterNotValid: withParameter({ name: 'connectionId', in: 'query', type: 'string' }),
  ParameterNotSupported: withParameter({ name: 'x', in: 'formData', type: 'string' }),
  TooManyOperations: withAction(
    {},
    {
      more: {
        paths: Object.fromEntries(
          Array.from({ length: 257 }, (_, at) => [`/a${at}`, { get: { ...RUN, operationId: `Run${at}` } }]),
        ),
      },
    },
  ),
  UnknownExtension: withParameter({ ...IN_QUERY, 'x-ms-sumamry': 'Limit' }),
}

function deep(levels: number): JsonObject {
  return levels === 0 ? { type: 'string' } : { type: 'object', properties: { x: deep(levels - 1) } }
}

describe('what is wrong with a definition', () => {
  it.each(FINDING_IDS)('%s is found where it is, and nothing else with it', (id) => {
    const found = validateDocument(WRONG[id])
    expect([...new Set(found.map((one) => one.id))]).toEqual([id])
  })

  it('nothing is wrong with the ready definition', () => {
    expect(validateDocument(documentOf(CONNECTOR))).toEqual([])
  })

  it('says which action, and leads to the place in the document', () => {
    const [found] = validateDocument(withParameter({ ...IN_QUERY, default: 'ten' }))
    expect(found).toMatchObject({
      level: 'error',
      operationId: 'Run',
      what: 'ten',
      where: 'paths/~1run/post/parameters/0',
    })
  })

  it.each<[string, Json]>([
    ['texts in place of objects', { paths: { '/a': 'x', '/b': { get: 'y' } }, definitions: 'z' }],
    ['lists in place of objects', { paths: [], definitions: [[]], security: {}, parameters: [1] }],
    ['nothing in place of everything', { paths: null, info: null, schemes: null }],
    ['names of what every object inherits', { paths: { constructor: { get: { operationId: 'toString' } } } }],
  ])('reads %s without falling over (IO-1)', (_what, document) => {
    expect(validateDocument(document as JsonObject).length).toBeGreaterThan(0)
    expect(operationsOf(document as JsonObject)).toBeInstanceOf(Array)
  })
})

describe('the Swagger text', () => {
  it('taken apart again says what it was made of', () => {
    const { definition, ...general } = partsOf(documentOf(CONNECTOR))
    const { consumes, produces, ...rest } = definition
    expect(rest).toEqual(READY_DEFINITION)
    expect([consumes, produces]).toEqual([['application/json'], ['application/json']])
    expect(general).toEqual({
      name: CONNECTOR.name,
      description: CONNECTOR.description,
      scheme: 'https',
      host: 'adb-1234567890123456.7.azuredatabricks.net',
      basePath: '/',
    })
  })

  it('of the ready connector fits into one form', () => {
    expect(Buffer.byteLength(JSON.stringify(documentOf(CONNECTOR), null, 1))).toBeLessThan(60_000)
  })
})
