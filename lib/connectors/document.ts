import { type ConnectorFacts, DATABRICKS_SCOPE } from './connector'
import { type JsonObject, objectIn, textIn } from './json'
import { definitionOf } from './operation'

/** What the other steps decide: it stands in the document, and is not kept with the definition. */
const OF_OTHER_STEPS = ['swagger', 'info', 'host', 'basePath', 'schemes', 'securityDefinitions', 'security'] as const

type Described = Pick<ConnectorFacts, 'name' | 'description' | 'origin' | 'basePath' | 'resourceId' | 'definition'>

/** The connector as one Swagger 2.0 document, as any tool of the Power Platform reads it. */
export function documentOf(connector: Described): JsonObject {
  const { name, description, origin, basePath, resourceId } = connector
  const { protocol, host } = new URL(origin)
  const { consumes, produces, ...rest } = definitionOf(connector)
  return {
    swagger: '2.0',
    info: { title: name, version: '1.0', ...(description && { description }) },
    host,
    basePath,
    schemes: [protocol.replace(':', '')],
    consumes: consumes ?? ['application/json'],
    produces: produces ?? ['application/json'],
    ...rest,
    securityDefinitions: {
      oauth2_auth: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://login.windows.net/common/oauth2/authorize',
        tokenUrl: 'https://login.windows.net/common/oauth2/token',
        scopes: { [`${resourceId}/${DATABRICKS_SCOPE}`]: DATABRICKS_SCOPE },
      },
    },
    security: [{ oauth2_auth: [`${resourceId}/${DATABRICKS_SCOPE}`] }],
  }
}

/** What a document says, taken apart again. `scheme` and `host` as it spells them, or nothing where it does not. */
export function partsOf(document: JsonObject) {
  const info = objectIn(document.info)
  const others: ReadonlySet<string> = new Set(OF_OTHER_STEPS)
  const [scheme] = Array.isArray(document.schemes) ? document.schemes : []
  return {
    definition: Object.fromEntries(Object.entries(document).filter(([name]) => !others.has(name))) as JsonObject,
    name: textIn(info.title),
    description: textIn(info.description),
    scheme: scheme === 'http' ? ('http' as const) : ('https' as const),
    host: textIn(document.host),
    basePath: textIn(document.basePath) || '/',
  }
}
