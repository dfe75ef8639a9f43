import 'server-only'
import { PortalError } from '@/lib/errors'
import { type EntraApplication, type EntraRegistration, endpointsOf } from './application'
import { type CacheText, openClient } from './client'
import { portalErrorOf } from './failure'
import { entraNetwork, type OnTokenRequest, silence } from './network'
import { withCredential } from './with-credential'

export interface AuthorizeRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly nonce: string
  /** S256 of the verifier. */
  readonly codeChallenge: string
  /** None where Entra is to ask for the account. */
  readonly loginHint: string | undefined
  readonly prompt?: 'consent' | 'select_account' | undefined
  /** A claims challenge, in Entra's own words. */
  readonly claims?: string | undefined
}

/** Where a browser goes to authorize: GET /oauth2/v2.0/authorize, by the code flow with PKCE. Nothing is called for it. */
export function authorizeUrl(registration: EntraRegistration, request: AuthorizeRequest): string {
  const query = new URLSearchParams({
    client_id: registration.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: request.redirectUri,
    scope: ['openid', 'profile', 'offline_access', ...request.scopes].join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    ...(request.loginHint && { login_hint: request.loginHint }),
    client_info: '1',
    ...(request.prompt && { prompt: request.prompt }),
    ...(request.claims && { claims: request.claims }),
  })
  return `${endpointsOf(registration).authorize}?${query}`
}

export interface RedeemRequest {
  readonly code: string
  readonly codeVerifier: string
  readonly nonce: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly correlationId: string
}

export interface Redeemed {
  /** Not yet validated: MSAL checks the nonce alone. */
  readonly idToken: string
  /** MSAL's key of the account: the home tenant's ids, so not `oid.tid` for guests. */
  readonly homeAccountId: string
  /** The person's new MSAL cache: a secret, to be sealed at once. */
  readonly cache: string
}

/** Redeems an authorization code: POST /oauth2/v2.0/token. @throws PortalError of the entra kind, connection_expired, consent_needed */
export async function redeemCode(
  application: EntraApplication,
  request: RedeemRequest,
  onTokenRequest: OnTokenRequest,
): Promise<Redeemed> {
  const network = entraNetwork(onTokenRequest)
  return withCredential(application, async (credential) => {
    const cache: CacheText = { text: '', changed: false }
    const client = openClient(application, credential, network, cache)
    const { idToken, account } = await client.acquireTokenByCode({
      code: request.code,
      codeVerifier: request.codeVerifier,
      nonce: request.nonce,
      redirectUri: request.redirectUri,
      scopes: [...request.scopes],
      correlationId: request.correlationId,
    } as Parameters<typeof client.acquireTokenByCode>[0])
    if (!account) throw new Error('The token answer named no account.')
    return { idToken, homeAccountId: account.homeAccountId, cache: cache.text }
  })
}

export interface SilentRequest {
  readonly homeAccountId: string
  readonly cache: string
  readonly scopes: readonly string[]
  readonly correlationId: string
  /** Redeem the refresh token even though a cached access token looks good: the workspace refused it. */
  readonly forceRefresh: boolean
}

export interface AccessToken {
  /** A secret. It goes into an Authorization header and nowhere else. */
  readonly token: string
  readonly expiresAt: number
}

export interface Silent extends AccessToken {
  /** The cache as it must now be stored; `undefined` when nothing changed. */
  readonly cache: string | undefined
  /** What Entra says of the person now, not yet validated; `undefined` when it was not asked. */
  readonly idToken: string | undefined
}

/**
 * A token of the application itself: POST /oauth2/v2.0/token, client_credentials. `scope` is `<resource>/.default`. Nothing is
 * cached here, and no refresh token comes. @throws PortalError of the entra kind
 */
export async function applicationToken(
  application: EntraApplication,
  scope: string,
  onTokenRequest: OnTokenRequest,
): Promise<AccessToken> {
  const network = entraNetwork(onTokenRequest)
  return withCredential(application, async (credential) => {
    const client = openClient(application, credential, network, { text: '', changed: false })
    const answer = await client.acquireTokenByClientCredential({
      scopes: [scope],
      correlationId: crypto.randomUUID(),
      skipCache: true,
    })
    if (!answer) throw new Error('The token answer was empty.')
    return { token: answer.accessToken, expiresAt: answer.expiresOn?.getTime() ?? 0 }
  })
}

/** Who asks the cache alone proves nothing to Entra; MSAL wants a credential all the same. */
const NO_CREDENTIAL = { kind: 'secret', secret: 'not-sent' } as const

/** A token with more than five minutes left out of the cache; `undefined` when Entra would have to be asked. */
export async function tokenFromCache(
  application: EntraRegistration,
  request: Omit<SilentRequest, 'forceRefresh'>,
): Promise<AccessToken | undefined> {
  const cache: CacheText = { text: request.cache, changed: false }
  const { network, wasBroken } = silence()
  try {
    const { token, expiresAt } = await acquire(openClient(application, NO_CREDENTIAL, network, cache), {
      ...request,
      forceRefresh: false,
    })
    return { token, expiresAt }
  } catch (thrown) {
    if (wasBroken()) return undefined
    throw portalErrorOf(thrown)
  }
}

/** Renews through the refresh token where the cache does not suffice. @throws PortalError as `redeemCode` */
export async function renewToken(
  application: EntraApplication,
  request: SilentRequest,
  onTokenRequest: OnTokenRequest,
): Promise<Silent> {
  const network = entraNetwork(onTokenRequest)
  return withCredential(application, async (credential) => {
    const cache: CacheText = { text: request.cache, changed: false }
    const token = await acquire(openClient(application, credential, network, cache), request)
    return { ...token, cache: cache.changed ? cache.text : undefined }
  })
}

async function acquire(
  client: ReturnType<typeof openClient>,
  request: SilentRequest,
): Promise<Omit<Silent, 'cache'>> {
  const account = await client.getTokenCache().getAccountByHomeId(request.homeAccountId)
  if (!account) throw new PortalError('connection_expired', 'No tokens are kept for this person.')
  const result = await client.acquireTokenSilent({
    account,
    scopes: [...request.scopes],
    forceRefresh: request.forceRefresh,
    correlationId: request.correlationId,
  })
  return {
    token: result.accessToken,
    expiresAt: result.expiresOn?.getTime() ?? 0,
    idToken: result.fromCache ? undefined : result.idToken,
  }
}
