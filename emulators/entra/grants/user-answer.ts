import { type Answer, json } from '../../kit/http.ts'
import type { AuthenticatedClient } from '../client-authentication.ts'
import { clientInfo } from '../client-info.ts'
import type { Entra } from '../entra.ts'
import { AadError } from '../errors.ts'
import { issueRefreshToken } from '../refresh-tokens.ts'
import { grantedScopes, parseScopes, type ScopeRequest, singleResource } from '../scopes.ts'
import type { Authentication, User } from '../state.ts'
import { echoedScopes, idToken, userAccessToken } from '../tokens.ts'

/** What the client hands to the authorization endpoint, as text, to satisfy the policy. */
const SECOND_FACTOR_CLAIMS = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['5d1f7b02-6c3e-4a90-8e47-b1c2d3e4f506'] } },
})

export interface UserGrant {
  authentication: Authentication
  scope: string | null
  nonce: string | null
  wantsClientInfo: boolean
}

/** Tokens for a person, once the grant itself is good. @throws AadError: scopes, 50057, 50105, 50076, 65001, 50173 */
export function userAnswer(entra: Entra, client: AuthenticatedClient, grant: UserGrant): Answer {
  const { app } = client
  const { authentication } = grant
  const scopes = parseScopes(grant.scope, app)
  const asked = singleResource(scopes)
  const user = checkUser(entra, client, authentication, asked.resource.id)
  const granted = grantedScopes(entra.state, user.oid, app, asked)
  const { token, expiresIn } = userAccessToken(entra, { ...client, asked }, user, authentication, granted)
  const { refreshInSeconds } = entra.state.directory.mode
  const body = {
    token_type: 'Bearer',
    scope: echoedScopes(asked, granted),
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    ...(refreshInSeconds !== undefined && { refresh_in: refreshInSeconds }),
    access_token: token,
    ...refreshToken(entra, client, scopes, authentication),
    ...(scopes.oidc.has('openid') && {
      id_token: idToken(entra, app, user, authentication, scopes.oidc, grant.nonce),
    }),
    ...(grant.wantsClientInfo && { client_info: clientInfo(user.oid) }),
  }
  return json(200, body, { 'cache-control': 'no-store', pragma: 'no-cache' })
}

function refreshToken(
  entra: Entra,
  { app }: AuthenticatedClient,
  { oidc }: ScopeRequest,
  authentication: Authentication,
): { refresh_token?: string } {
  return oidc.has('offline_access') ? { refresh_token: issueRefreshToken(entra, app, authentication) } : {}
}

function checkUser(
  entra: Entra,
  { app }: AuthenticatedClient,
  { oid, mfa, grantsRevoked }: Authentication,
  resource: string,
): User {
  const user = entra.state.user(oid)
  if (!user || user.grantsRevoked !== grantsRevoked) throw new AadError(50173)
  if (user.disabled) throw new AadError(50057)
  if (app.assignmentRequired && !user.assigned) {
    throw new AadError(50105, { app: app.displayName, account: user.upn }, { error: 'invalid_grant' })
  }
  if (user.mfaRequired && !mfa) throw new AadError(50076, { resource }, { claims: SECOND_FACTOR_CLAIMS })
  return user
}
