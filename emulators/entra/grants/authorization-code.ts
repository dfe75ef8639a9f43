import { createHash } from 'node:crypto'
import type { Answer } from '../../kit/http.ts'
import type { AuthenticatedClient } from '../client-authentication.ts'
import type { CodeGrant } from '../codes.ts'
import type { Entra } from '../entra.ts'
import { AadError } from '../errors.ts'
import { required } from './required.ts'
import { userAnswer } from './user-answer.ts'

/** @throws AadError 70000, 54005, 70008, 50011, 501481 and what userAnswer throws */
export function redeemCode(entra: Entra, client: AuthenticatedClient, form: URLSearchParams): Answer {
  const grant = findGrant(entra, client, required(form, 'code'))
  const redirectUri = required(form, 'redirect_uri')
  if (redirectUri !== grant.redirectUri) {
    throw new AadError(50011, { redirectUri, clientId: client.app.clientId }, { error: 'invalid_grant' })
  }
  const challenge = createHash('sha256').update(required(form, 'code_verifier')).digest('base64url')
  if (challenge !== grant.codeChallenge) throw new AadError(501481)
  const answer = userAnswer(entra, client, {
    authentication: grant.authentication,
    scope: form.get('scope') ?? grant.scope,
    nonce: grant.nonce,
    wantsClientInfo: form.get('client_info') === '1',
  })
  grant.redeemed = true
  return answer
}

function findGrant(entra: Entra, { app }: AuthenticatedClient, code: string): CodeGrant {
  const grant = entra.codes.find(code)
  if (!grant || grant.clientId !== app.clientId) throw new AadError(70000, { parameter: 'code' })
  if (grant.redeemed) throw new AadError(54005)
  if (entra.clock.now() > grant.expiresAt) throw new AadError(70008)
  return grant
}
