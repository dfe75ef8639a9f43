import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { checkTenant, type Entra, isShared, issuer } from '../entra.ts'
import { AadError, errorAnswer, traceOf } from '../errors.ts'
import { GRAPH_ID, TENANT_ID } from '../seed.ts'
import { publicJwk } from '../signing-key.ts'
import { readOwnToken } from '../tokens.ts'

/** Metadata that clients read before anyone signs in. */
export function discoveryRoutes(entra: Entra): Route[] {
  const refusing = (handle: (call: Call) => Answer) => (call: Call) => {
    try {
      return handle(call)
    } catch (error) {
      if (!(error instanceof AadError)) throw error
      return errorAnswer(error, traceOf(call, entra.clock.now()), entra.origin())
    }
  }
  const keys = refusing((call) => {
    checkTenant(call.params.tenant ?? '')
    return json(200, { keys: keySet(entra) })
  })
  return [
    {
      method: 'GET',
      path: '/:tenant/v2.0/.well-known/openid-configuration',
      handle: refusing((call) => json(200, configuration(entra, call.params.tenant ?? ''))),
    },
    { method: 'GET', path: '/common/discovery/instance', handle: refusing((call) => instance(entra, call)) },
    { method: 'GET', path: '/:tenant/discovery/v2.0/keys', handle: keys },
    { method: 'GET', path: '/:tenant/discovery/keys', handle: keys },
    { method: 'GET', path: '/oidc/userinfo', handle: (call) => userInfo(entra, call) },
    { method: 'POST', path: '/oidc/userinfo', handle: (call) => userInfo(entra, call) },
  ]
}

function keySet(entra: Entra): Record<string, unknown>[] {
  return entra.state.directory.keys.map((key) => ({ ...publicJwk(key), issuer: issuer(entra) }))
}

/** The GUID stands in every address, whichever name of the tenant was asked; `common` keeps its own and names no issuer. */
function configuration(entra: Entra, tenant: string): Record<string, unknown> {
  checkTenant(tenant)
  const base = `${entra.origin()}/${isShared(tenant) ? tenant.toLowerCase() : TENANT_ID}`
  return {
    issuer: isShared(tenant) ? `${entra.origin()}/{tenantid}/v2.0` : issuer(entra),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    userinfo_endpoint: `${entra.origin()}/oidc/userinfo`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    request_uri_parameter_supported: false,
    http_logout_supported: true,
    frontchannel_logout_supported: false,
    claims_supported: CLAIMS,
    tenant_region_scope: null,
    cloud_instance_name: new URL(entra.origin()).host,
  }
}

const CLAIMS = [
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'nonce',
  'preferred_username',
  'name',
  'tid',
  'oid',
  'ver',
  'email',
  'sid',
]

/** MSAL asks whether it may trust an authority: this one knows itself only. */
function instance(entra: Entra, call: Call): Answer {
  const asked = call.query.get('authorization_endpoint')
  if (!asked) throw new AadError(900144, { parameter: 'authorization_endpoint' })
  const { host } = new URL(entra.origin())
  const url = URL.parse(asked)
  if (url?.host !== host) throw new AadError(50049)
  const tenant = url.pathname.split('/')[1] ?? ''
  checkTenant(tenant)
  return json(200, {
    tenant_discovery_endpoint: `${entra.origin()}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': call.query.get('api-version') ?? '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}

/** Stands where Microsoft Graph's does: only a Graph token opens it. */
function userInfo(entra: Entra, call: Call): Answer {
  const token = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1]
  const claims = token ? readOwnToken(entra, token) : undefined
  const forGraph = claims?.aud === GRAPH_ID || claims?.aud === 'https://graph.microsoft.com'
  const user = entra.state.user(String(claims?.oid))
  if (!claims || !forGraph || Number(claims.exp) * 1000 <= entra.clock.now() || !user) {
    const error = { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' }
    return json(401, { error }, { 'www-authenticate': 'Bearer error="invalid_token"' })
  }
  return json(200, { sub: claims.sub, name: user.displayName, email: user.email })
}
