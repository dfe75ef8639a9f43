import 'server-only'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ClientCredential } from '@/lib/config'
import type { Look } from '@/lib/doctor/look'
import type { PortalError } from '@/lib/errors'
import { lookAt } from '@/lib/look-at'
import { type EntraApplication, endpointsOf } from './application'
import { openClient } from './client'
import { portalErrorOf } from './failure'
import { entraNetwork } from './network'

/** The tenant's discovery document: GET /{tenant}/v2.0/.well-known/openid-configuration. */
export function lookAtMetadata(application: EntraApplication): Promise<Look> {
  return lookAt(`${endpointsOf(application).issuer}/.well-known/openid-configuration`)
}

/**
 * The portal's authorization request, from a browser that nobody has signed in with, and without any page (prompt=none).
 * Nobody is signed in by it, and no code is given.
 */
export function lookAtSignIn(
  application: EntraApplication,
  redirectUri: string,
  scopes: readonly string[],
): Promise<Look> {
  const query = new URLSearchParams({
    client_id: application.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: randomUUID(),
    nonce: randomUUID(),
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
    prompt: 'none',
  })
  return lookAt(`${endpointsOf(application).authorize}?${query}`)
}

/**
 * Shows Entra ID one credential: a token request of the application itself for the resource. The token that comes is
 * thrown away unread: nothing is ever called with it. Answers why it was refused, `undefined` when it was not.
 */
export async function showCredential(
  application: EntraApplication,
  credential: ClientCredential,
  resourceId: string,
): Promise<PortalError | undefined> {
  try {
    const network = entraNetwork(() => undefined)
    const client = openClient(application, credential, network, { text: '', changed: false })
    await client.acquireTokenByClientCredential({ scopes: [`${resourceId}/.default`] })
    return undefined
  } catch (thrown) {
    return portalErrorOf(thrown)
  }
}
