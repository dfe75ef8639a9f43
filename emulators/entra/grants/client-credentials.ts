import { type Answer, json } from '../../kit/http.ts'
import type { AuthenticatedClient } from '../client-authentication.ts'
import type { Entra } from '../entra.ts'
import { AadError } from '../errors.ts'
import { parseScopes, singleResource } from '../scopes.ts'
import { appAccessToken } from '../tokens.ts'
import { required } from './required.ts'

/** The application as itself: no person, no refresh token. @throws AadError 1002012, 7000218 and what parseScopes throws */
export function clientCredentials(entra: Entra, client: AuthenticatedClient, form: URLSearchParams): Answer {
  if (client.proof === 0) throw new AadError(7000218)
  const scope = required(form, 'scope')
  if (!/^\S+\/\.default$/.test(scope)) throw new AadError(1002012, { scope })
  const asked = singleResource(parseScopes(scope, client.app))
  const { token, expiresIn } = appAccessToken(entra, { ...client, asked })
  const body = { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token }
  return json(200, body, { 'cache-control': 'no-store', pragma: 'no-cache' })
}
