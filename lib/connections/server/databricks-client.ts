import 'server-only'
import { config } from '@/lib/config'
import type { DatabricksSecurity } from '@/lib/connectors/security'
import { appSecrets } from '@/lib/connectors/server/connector-application'
import { type OAuthApp, type OAuthTokens, requestTokens } from '@/lib/databricks/oauth'
import type { OnTokenRequest } from '@/lib/entra/network'
import { PortalError } from '@/lib/errors'
import type { TokenClient } from '@/lib/identity/server/token-client'

/** With less left a token is renewed. */
const LEAST_LEFT_MS = 5 * 60_000

/** A connector that signs people in at its workspace. */
export interface OfWorkspace {
  readonly connectorId: string
  readonly origin: string
  readonly resourceId: string
  readonly security: DatabricksSecurity
}

/** What is kept of a connection between two calls. A secret. */
interface KeptTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  /** Epoch ms. */
  readonly expiresAt: number
}

/** Whoever has signed in at the workspace itself, through a custom app: no Entra ID, and no MSAL. */
export function databricksClient(connector: OfWorkspace): TokenClient {
  const { clientId, scopes } = connector.security
  return {
    appId: clientId,
    resourceId: connector.resourceId,
    scope: scopes,
    fromCache: async (cache) => {
      const { accessToken, expiresAt } = JSON.parse(cache) as KeptTokens
      return expiresAt - Date.now() > LEAST_LEFT_MS ? { token: accessToken, expiresAt } : undefined
    },
    renew: async (cache, _forceRefresh, onTokenRequest) => {
      const { refreshToken } = JSON.parse(cache) as KeptTokens
      if (!refreshToken) throw new PortalError('connection_expired', 'There is nothing to renew the token with.')
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken }
      const kept = await tokensBy(connector, grant, onTokenRequest)
      // Where it may be used more than once, the answer need not bring another one.
      const next = { ...kept, refreshToken: kept.refreshToken ?? refreshToken }
      return { token: kept.accessToken, expiresAt: kept.expiresAt, cache: JSON.stringify(next), idToken: undefined }
    },
  }
}

/**
 * Asks for tokens with the app's current secret, and with the next one when that is refused (AUTH-8); an app without is a
 * public one.
 */
export async function tokensBy(
  connector: OfWorkspace,
  grant: Readonly<Record<string, string>>,
  onTokenRequest: OnTokenRequest,
): Promise<KeptTokens> {
  const [secret, next] = await appSecrets(connector)
  const ask = (with_: string | undefined) => recorded(connector, with_, grant, onTokenRequest)
  const tokens = await ask(secret).catch((refusal: unknown) => {
    if (!next || !isOfSecret(refusal)) throw refusal
    return ask(next)
  })
  const { accessToken, refreshToken, expiresInSeconds } = tokens
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresInSeconds * 1_000 }
}

export function appOf({ origin, security }: Pick<OfWorkspace, 'origin' | 'security'>): OAuthApp {
  const { allowedHosts, allowedNetworks } = config()
  return { host: origin, network: { allowedHosts, allowedNetworks }, clientId: security.clientId }
}

function isOfSecret(thrown: unknown): boolean {
  return thrown instanceof PortalError && thrown.facts.error === 'invalid_client'
}

/** Each request is in the sign-in log, as those to Entra ID are (AUTH-10). */
async function recorded(
  connector: OfWorkspace,
  secret: string | undefined,
  grant: Readonly<Record<string, string>>,
  onTokenRequest: OnTokenRequest,
): Promise<OAuthTokens> {
  const began = performance.now()
  const record = (errorCode: string, failureReason: string | undefined, expiresInMs?: number) =>
    onTokenRequest({
      grantType: grant.grant_type ?? '',
      credentialType: secret === undefined ? undefined : 'secret',
      scopes: connector.security.scopes,
      correlationId: crypto.randomUUID(),
      errorCode,
      failureReason,
      traceId: undefined,
      requestId: undefined,
      durationMs: Math.round(performance.now() - began),
      expiresInMs,
    })
  try {
    const tokens = await requestTokens(appOf(connector), secret, grant)
    record('0', undefined, tokens.expiresInSeconds * 1_000)
    return tokens
  } catch (thrown) {
    const { code, message, facts } = thrown instanceof PortalError ? thrown : { code: '', message: '', facts: {} }
    record((facts as Readonly<Record<string, string>>).error ?? code, message)
    throw thrown
  }
}
