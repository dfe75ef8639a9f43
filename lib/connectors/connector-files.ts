import { AZURE_DATABRICKS, type ConnectorFacts } from './connector'
import { isObject, type Json, type JsonObject, listIn, member, objectIn, textIn } from './json'
import type { Policy } from './policy'
import type { Security } from './security'

/** What apiProperties.json says of a connector, as far as it is taken. Source: power-platform.md 1.4. */
export interface TakenProperties {
  readonly colour: string | undefined
  readonly resourceId: string | undefined
  /** Of an app registration at Entra ID. */
  readonly registration:
    | { readonly clientId: string; readonly tenantId: string | undefined; readonly scope: string }
    | undefined
  readonly policies: ConnectorFacts['policies']
  /** What else stands there, by its place: nothing is left out in silence. */
  readonly notTaken: readonly string[]
}

const TAKEN = new Set(['iconBrandColor', 'policyTemplateInstances', 'connectionParameters', 'capabilities'])
const TOKEN = 'token'
/** The platform fills it in for itself. */
const TENANT = 'token:TenantId'

export function propertiesIn(file: JsonObject): TakenProperties {
  const properties = objectIn(file.properties)
  const parameters = objectIn(properties.connectionParameters)
  const { policies, left } = policiesIn(properties.policyTemplateInstances)
  const settings = objectIn(objectIn(member(parameters, TOKEN)).oAuthSettings)
  const { registration, resourceId, notTaken } = registrationIn(settings)
  return {
    colour: textIn(properties.iconBrandColor) || undefined,
    resourceId,
    registration,
    policies,
    notTaken: [
      ...Object.keys(file).filter((name) => name !== 'properties'),
      ...Object.keys(properties)
        .filter((name) => !TAKEN.has(name))
        .map((name) => `properties.${name}`),
      ...(listIn(properties.capabilities).every((one) => one === 'actions') ? [] : ['properties.capabilities']),
      ...Object.keys(parameters)
        .filter((name) => name !== TOKEN && name !== TENANT)
        .map((name) => `properties.connectionParameters.${name}`),
      ...(left > 0 ? ['properties.policyTemplateInstances'] : []),
      ...notTaken.map((name) => `properties.connectionParameters.token.${name}`),
    ],
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Of Entra ID alone; a secret in a file is never taken. */
function registrationIn(settings: JsonObject) {
  const notTaken = member(settings, 'clientSecret') === undefined ? [] : ['clientSecret']
  const provider = textIn(settings.identityProvider).toLowerCase()
  if (provider === '') return { registration: undefined, resourceId: undefined, notTaken }
  if (provider !== 'aad') {
    return { registration: undefined, resourceId: undefined, notTaken: [...notTaken, 'identityProvider'] }
  }
  const custom = objectIn(settings.customParameters)
  const resourceId = customIn(custom, 'resourceUri')
  const tenantId = customIn(custom, 'tenantId')
  const clientId = textIn(settings.clientId).toLowerCase()
  const scopes = listIn(settings.scopes).flatMap((scope) => String(scope).split(/\s+/))
  const registration = UUID.test(clientId) && {
    clientId,
    tenantId: tenantId && UUID.test(tenantId) ? tenantId.toLowerCase() : undefined,
    scope: scopes.includes('.default') ? '.default' : 'user_impersonation',
  }
  return { registration: registration || undefined, resourceId, notTaken }
}

/** The case of the keys varies in real files. */
function customIn(custom: JsonObject, name: string): string | undefined {
  const found = Object.entries(custom).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
  return textIn(objectIn(found).value) || undefined
}

const ZERO = '00000000-0000-0000-0000-000000000000'

/** The connector's properties as the tools of the Power Platform read them; no secret is in it. */
export function propertiesOf(
  { colour, resourceId, security, policies }: Pick<ConnectorFacts, 'colour' | 'resourceId' | 'security' | 'policies'>,
  portal: { readonly clientId: string; readonly tenantId: string },
): JsonObject {
  return {
    properties: {
      iconBrandColor: colour,
      capabilities: ['actions'],
      connectionParameters: {
        [TOKEN]: { type: 'oauthSetting', oAuthSettings: oAuthOf(security, resourceId, portal) },
        [TENANT]: {
          type: 'string',
          metadata: { sourceType: 'AzureActiveDirectoryTenant' },
          uiDefinition: { constraints: { required: 'false', hidden: 'true' } },
        },
      },
      policyTemplateInstances: policies as unknown as Json,
    },
  }
}

/** Only what Entra ID does has a spelling there; of the rest the client id is left open. */
function oAuthOf(
  security: Security,
  resourceId: string,
  portal: { readonly clientId: string; readonly tenantId: string },
): JsonObject {
  const { clientId, tenantId, scope } = {
    scope: 'user_impersonation',
    ...portal,
    ...(security.kind === 'entra' && security),
    ...((security.kind === 'databricks' || security.kind === 'service_principal') && { clientId: ZERO }),
  }
  return {
    identityProvider: 'aad',
    clientId,
    scopes: [scope],
    redirectMode: 'GlobalPerConnector',
    properties: { IsFirstParty: 'False' },
    customParameters: {
      loginUri: { value: 'https://login.windows.net' },
      tenantId: { value: tenantId },
      resourceUri: { value: resourceId || AZURE_DATABRICKS },
      enableOnbehalfOfLogin: { value: 'false' },
    },
  }
}

const INFO = new Set(['title', 'description', 'version'])

/** What of a definition is decided elsewhere, or has no place here, by its place in the file. */
export function notTakenOf(document: JsonObject): readonly string[] {
  const ways = Object.entries(objectIn(document.securityDefinitions)).flatMap(([name, way]) =>
    isObject(way) && way.type === 'oauth2' ? [] : [`securityDefinitions.${name}`],
  )
  const more = Object.keys(objectIn(document.info)).filter((name) => !INFO.has(name))
  return [...more.map((name) => `info.${name}`), ...ways]
}

/** The policies of a file, in their order; what is none is left out, and counted. */
function policiesIn(value: Json | undefined): { readonly policies: readonly Policy[]; readonly left: number } {
  const all = listIn(value)
  const policies = all.flatMap((one) => {
    if (!isObject(one) || textIn(one.templateId) === '') return []
    const { templateId, title, parameters } = one
    return [
      { templateId: textIn(templateId), title: textIn(title), parameters: isObject(parameters) ? parameters : {} },
    ]
  })
  return { policies, left: all.length - policies.length }
}
