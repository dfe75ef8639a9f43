import type { Answer } from '../../kit/http.ts'
import type { AuthenticatedClient } from '../client-authentication.ts'
import type { Entra } from '../entra.ts'
import { checkRefreshToken, markUsed } from '../refresh-tokens.ts'
import { required } from './required.ts'
import { userAnswer } from './user-answer.ts'

/** A new access token for whichever resource is named, and a new refresh token. @throws AadError */
export function refresh(entra: Entra, client: AuthenticatedClient, form: URLSearchParams): Answer {
  const token = checkRefreshToken(entra, client.app, required(form, 'refresh_token'))
  const answer = userAnswer(entra, client, {
    authentication: token.authentication,
    scope: withOfflineAccess(form.get('scope')),
    nonce: null,
    wantsClientInfo: form.get('client_info') === '1',
  })
  markUsed(entra, token)
  return answer
}

/** A refresh always answers with a new refresh token, asked for or not. */
function withOfflineAccess(scope: string | null): string | null {
  return scope ? `${scope} offline_access` : scope
}
