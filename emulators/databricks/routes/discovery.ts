import { html, json, type Route, redirect } from '../../kit/http.ts'
import { errorPage } from '../errors.ts'
import { ACCOUNT_ID, DATABRICKS_RESOURCE_ID, WORKSPACE_ID } from '../people.ts'
import type { Service } from '../service.ts'

/** What clients ask before they have a token. */
export function discoveryRoutes({ authorityHost, tenantId }: Service): Route[] {
  const authorize = (version: string) => `${authorityHost}/${tenantId}/oauth2/${version}authorize`
  return [
    {
      method: 'GET',
      path: '/.well-known/databricks-config',
      handle: ({ headers }) => json(200, hostConfig(`http://${headers.host}`)),
    },
    {
      method: 'GET',
      path: '/oidc/.well-known/oauth-authorization-server',
      handle: ({ headers }) => json(200, serverMetadata(`http://${headers.host}/oidc`)),
    },
    {
      method: 'GET',
      path: '/aad/auth',
      handle: () => redirect(`${authorize('')}?${signInQuery()}`),
    },
    {
      method: 'GET',
      path: '/oidc/oauth2/v2.0/authorize',
      handle: ({ query }) => redirect(query.size > 0 ? `${authorize('v2.0/')}?${query}` : authorize('v2.0/')),
    },
    {
      method: 'GET',
      path: '/login.html',
      handle: ({ path, query }) => html(200, errorPage(200, path, query.get('error') ?? 'Sign in')),
    },
  ]
}

function signInQuery(): URLSearchParams {
  return new URLSearchParams({
    response_type: 'code id_token',
    client_id: DATABRICKS_RESOURCE_ID,
    resource: DATABRICKS_RESOURCE_ID,
  })
}

function hostConfig(origin: string) {
  return {
    oidc_endpoint: `${origin}/oidc`,
    account_id: ACCOUNT_ID,
    workspace_id: WORKSPACE_ID,
    cloud: 'Azure',
    host_type: 'workspace',
    token_federation_default_oidc_audiences: [`${origin}/oidc/v1/token`],
  }
}

function serverMetadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['all-apis', 'sql', 'offline_access', 'openid', 'profile', 'email'],
  }
}
