import type { Answer, Call, Route } from '../../kit/http.ts'
import { type AuthenticatedClient, authenticateClient } from '../client-authentication.ts'
import { checkTenant, type Entra } from '../entra.ts'
import { AadError, errorAnswer, traceOf } from '../errors.ts'
import { redeemCode } from '../grants/authorization-code.ts'
import { clientCredentials } from '../grants/client-credentials.ts'
import { onBehalfOf } from '../grants/on-behalf-of.ts'
import { refresh } from '../grants/refresh-token.ts'
import { required } from '../grants/required.ts'

type Grant = (entra: Entra, client: AuthenticatedClient, form: URLSearchParams) => Answer

const GRANTS = new Map<string, Grant>([
  ['authorization_code', redeemCode],
  ['refresh_token', refresh],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOf],
  ['client_credentials', clientCredentials],
])

export function tokenRoutes(entra: Entra): Route[] {
  return [{ method: 'POST', path: '/:tenant/oauth2/v2.0/token', handle: (call) => answer(entra, call) }]
}

function answer(entra: Entra, call: Call): Answer {
  try {
    return grantTokens(entra, call)
  } catch (error) {
    if (!(error instanceof AadError)) throw error
    return errorAnswer(error, traceOf(call, entra.clock.now()), entra.origin())
  }
}

function grantTokens(entra: Entra, call: Call): Answer {
  checkTenant(call.params.tenant ?? '')
  const isForm = call.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const form = isForm ? call.form() : new URLSearchParams()
  const grantType = required(form, 'grant_type')
  const grant = GRANTS.get(grantType)
  if (!grant) throw new AadError(70003, { grantType })
  return grant(entra, authenticateClient(entra, call, form), form)
}
