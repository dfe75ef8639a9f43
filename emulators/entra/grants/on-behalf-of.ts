import type { Answer } from '../../kit/http.ts'
import type { AuthenticatedClient } from '../client-authentication.ts'
import { type Entra, issuer } from '../entra.ts'
import { AadError } from '../errors.ts'
import { RESOURCES } from '../seed.ts'
import type { Authentication } from '../state.ts'
import { authenticationIn, readOwnToken } from '../tokens.ts'
import { required } from './required.ts'
import { userAnswer } from './user-answer.ts'

/** An API swaps the token it was called with for one of the same person. @throws AadError 50013, 500133, 7000114 */
export function onBehalfOf(entra: Entra, client: AuthenticatedClient, form: URLSearchParams): Answer {
  const use = required(form, 'requested_token_use')
  if (use !== 'on_behalf_of') throw new AadError(90023, { parameter: 'requested_token_use', value: use })
  if (client.proof === 0) throw new AadError(7000114, { clientId: client.app.clientId })
  return userAnswer(entra, client, {
    authentication: authenticationOf(entra, client, required(form, 'assertion')),
    scope: required(form, 'scope'),
    nonce: null,
    wantsClientInfo: form.get('client_info') === '1',
  })
}

function authenticationOf(entra: Entra, { app }: AuthenticatedClient, assertion: string): Authentication {
  const claims = readOwnToken(entra, assertion)
  if (!claims) throw new AadError(50013, { reason: 'the signature is wrong' })
  const resource = RESOURCES.find(({ id }) => id === app.clientId)
  const audiences = resource ? [resource.id, ...resource.uris] : []
  if (!audiences.includes(String(claims.aud))) throw new AadError(50013, { reason: 'the audience is another API' })
  if (claims.iss !== issuer(entra)) throw new AadError(50013, { reason: 'the issuer is not this authority' })
  if (Number(claims.exp) * 1000 <= entra.clock.now()) throw new AadError(500133)
  const authentication = authenticationIn(claims)
  if (!authentication) throw new AadError(50013, { reason: 'it is no token of a person' })
  return authentication
}
