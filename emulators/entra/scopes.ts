import { AadError } from './errors.ts'
import type { Resource } from './resource.ts'
import { GRAPH_ID, RESOURCES, TENANT_NAME } from './seed.ts'
import type { App, Consent, EntraState } from './state.ts'

const OIDC = new Set(['openid', 'profile', 'email', 'offline_access'])

/** The scopes of one resource that a request names. */
export interface ResourceScopes {
  resource: Resource
  /** How the request spells the resource: a v1 audience, and the echo of the scopes, repeat it. */
  spelling: string
  /** Without the resource; `.default` stays as it is. */
  names: string[]
}

export interface ScopeRequest {
  oidc: Set<string>
  /** Graph only when something beyond the OpenID Connect scopes is asked of it. */
  resources: ResourceScopes[]
}

/** @throws AadError 900144, 70011, 500011, 650053, 650057 */
export function parseScopes(text: string | null, app: App): ScopeRequest {
  const words = (text ?? '').split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) throw new AadError(900144, { parameter: 'scope' })
  const oidc = new Set(words.filter((word) => OIDC.has(word)))
  const resources: ResourceScopes[] = []
  for (const word of words.filter((other) => !OIDC.has(other))) addScope(resources, word, app)
  for (const { names, spelling } of resources) {
    // .default cannot be mixed with single scopes
    if (names.includes('.default') && names.length > 1) throw new AadError(70011, { scope: `${spelling}/.default` })
  }
  return { oidc, resources }
}

function addScope(resources: ResourceScopes[], word: string, app: App): void {
  const slash = word.lastIndexOf('/')
  const spelling = slash < 0 ? 'https://graph.microsoft.com' : word.slice(0, slash)
  const name = word.slice(slash + 1)
  if (name === '') throw new AadError(70011, { scope: word })
  const resource = findResource(spelling)
  if (!resource) throw new AadError(500011, { resource: spelling, tenant: TENANT_NAME })
  if (!app.permissions.includes(resource.id)) {
    throw new AadError(650057, { clientId: app.clientId, app: app.displayName, resource: spelling })
  }
  if (name !== '.default' && !Object.hasOwn(resource.scopes, name)) {
    throw new AadError(650053, { app: app.displayName, scope: name, resource: resource.id })
  }
  const known = resources.find((other) => other.resource === resource)
  if (known) known.names.push(name)
  else resources.push({ resource, spelling, names: [name] })
}

function findResource(spelling: string): Resource | undefined {
  const wanted = spelling.toLowerCase()
  return RESOURCES.find(({ id, uris }) => id === wanted || uris.includes(wanted))
}

/** The one resource of a token request; Graph when only OpenID Connect scopes are asked for. @throws AadError 28002 */
export function singleResource({ oidc, resources }: ScopeRequest): ResourceScopes {
  const [first, second] = resources
  if (second) throw new AadError(28002, { scope: resources.flatMap(qualified).join(' ') })
  if (first) return first
  const graph = findResource(GRAPH_ID)
  if (!graph) throw new Error('The seed has no Microsoft Graph')
  return { resource: graph, spelling: 'https://graph.microsoft.com', names: [...oidc] }
}

/** As the token answer and the consent page spell them; OpenID Connect scopes stand alone. */
export function qualified({ resource, spelling, names }: ResourceScopes): string[] {
  return names.map((name) => (resource.id === GRAPH_ID && OIDC.has(name) ? name : `${spelling}/${name}`))
}

/** Every consent that a request needs; `.default` stands for all that the resource offers. */
export function neededConsents(request: ScopeRequest, oid: string, clientId: string): Consent[] {
  const ofOidc = [...request.oidc].map((scope) => ({ oid, clientId, resourceId: GRAPH_ID, scope }))
  const ofResources = request.resources.flatMap(({ resource, names }) =>
    expand(names, resource).map((scope) => ({ oid, clientId, resourceId: resource.id, scope })),
  )
  return [...ofOidc, ...ofResources]
}

function expand(names: string[], resource: Resource): string[] {
  if (!names.includes('.default')) return names
  return Object.keys(resource.scopes).filter((name) => !OIDC.has(name))
}

/** What the person has granted on this resource: a token carries all of it, not only what was asked for. */
export function grantedScopes(state: EntraState, oid: string, app: App, asked: ResourceScopes): string[] {
  const { resource, names } = asked
  const has = (scope: string) => state.hasConsent({ oid, clientId: app.clientId, resourceId: resource.id, scope })
  if (!expand(names, resource).every(has)) throw new AadError(65001, { clientId: app.clientId, app: app.displayName })
  return Object.keys(resource.scopes).filter((scope) => scope !== 'offline_access' && has(scope))
}
