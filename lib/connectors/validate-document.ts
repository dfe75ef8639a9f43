import { type Finding, finding, pointer } from './finding'
import { type Json, type JsonObject, listIn, objectIn, textIn } from './json'
import { MOST_OPERATIONS, validateOperations } from './validate-operations'
import { validateSchema } from './validate-schema'

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/i
const KNOWN_EXTENSIONS = new Set([
  ...['x-ms-summary', 'x-ms-visibility', 'x-ms-dynamic-values', 'x-ms-dynamic-list', 'x-ms-dynamic-schema'],
  ...['x-ms-dynamic-properties', 'x-ms-dynamic-tree', 'x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata'],
  ...['x-ms-notification-content', 'x-ms-notification-url', 'x-ms-url-encoding', 'x-ms-enum-values', 'x-ms-pageable'],
  ...['x-ms-api-annotation', 'x-ms-operation-context', 'x-ms-no-generic-test', 'x-ms-test-value'],
  ...['x-ms-connector-metadata', 'x-ms-capabilities', 'x-ms-safe-operation', 'x-ms-docs'],
])

/** Everything that is wrong with a Swagger 2.0 document, in its order, under Power Platform's names. */
export function validateDocument(document: JsonObject): readonly Finding[] {
  return [
    ...rootFindings(document),
    ...securityFindings(document),
    ...validateOperations(document),
    ...Object.entries(objectIn(document.definitions)).flatMap(([name, schema]) =>
      validateSchema(document, schema, pointer('definitions', name)),
    ),
    ...extensionFindings(document, '', 0),
  ]
}

function rootFindings(document: JsonObject): Finding[] {
  const { swagger, host, basePath, schemes, paths } = document
  const operations = Object.values(objectIn(paths)).flatMap((item) => Object.keys(objectIn(item)))
  return [
    ...(swagger === '2.0' ? [] : [finding('SpecificationVersionIncorrect', 'swagger')]),
    ...(HOST.test(textIn(host)) ? [] : [finding('HostNameNotValid', 'host', { what: textIn(host) })]),
    ...(isBasePath(basePath) ? [] : [finding('BasePathNotValid', 'basePath', { what: textIn(basePath) })]),
    ...listIn(schemes).flatMap((scheme) =>
      scheme === 'https' || scheme === 'http' ? [] : [finding('SchemeNotValid', 'schemes', { what: String(scheme) })],
    ),
    ...(typeof paths === 'object' && paths !== null && !Array.isArray(paths)
      ? []
      : [finding('PathsMissing', 'paths')]),
    ...(operations.length > MOST_OPERATIONS ? [finding('TooManyOperations', 'paths')] : []),
  ]
}

function isBasePath(basePath: Json | undefined): boolean {
  return basePath === undefined || /^\/[^?#{}]*$/.test(textIn(basePath))
}

function securityFindings(document: JsonObject): Finding[] {
  const definitions = objectIn(document.securityDefinitions)
  return listIn(document.security).flatMap((requirement) =>
    Object.entries(objectIn(requirement)).flatMap(([name, scopes]) => {
      if (!Object.hasOwn(definitions, name)) {
        return [finding('SecurityRequirementMustBeDefined', 'security', { what: name })]
      }
      const known = objectIn(objectIn(definitions[name]).scopes)
      return listIn(scopes).flatMap((scope) =>
        Object.hasOwn(known, String(scope))
          ? []
          : [finding('OAuthSecurityRequirementValueMustBeScopeName', 'security', { what: String(scope) })],
      )
    }),
  )
}

const MOST_DEPTH = 40

/** Misspelt ones occur in real files, and say nothing there. */
function extensionFindings(value: Json, where: string, depth: number): Finding[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return []
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, inner]) => {
    const here = where === '' ? pointer(name) : `${where}/${pointer(name)}`
    const own =
      name.startsWith('x-ms-') && !KNOWN_EXTENSIONS.has(name)
        ? [finding('UnknownExtension', here, { what: name })]
        : []
    return [...own, ...extensionFindings(inner, here, depth + 1)]
  })
}
