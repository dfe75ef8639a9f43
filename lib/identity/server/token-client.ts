import 'server-only'
import type { EntraApplication, EntraRegistration } from '@/lib/entra/application'
import type { OnTokenRequest } from '@/lib/entra/network'
import { type AccessToken, renewToken, type Silent, tokenFromCache } from '@/lib/entra/tokens'
import { databricksScope, portalApplication } from './entra-application'

/** Who asks for a person's tokens, and how. What it keeps between two calls is a text of its own, and a secret. */
export interface TokenClient {
  /** For the sign-in log. */
  readonly appId: string
  readonly resourceId: string
  readonly scope: string
  /** A token with enough time left, out of what was kept. */
  fromCache(cache: string): Promise<AccessToken | undefined>
  /** Asks for another one. @throws PortalError as renewToken */
  renew(cache: string, forceRefresh: boolean, onTokenRequest: OnTokenRequest): Promise<Silent>
}

interface EntraClientFacts {
  readonly homeAccountId: string
  readonly registration: EntraRegistration
  /** With its credentials, which a renewal alone takes. */
  readonly application: () => Promise<EntraApplication> | EntraApplication
  readonly resourceId: string
  readonly scope: string
}

/** A registration at Entra ID, through which its person has signed in. */
export function entraClient({ homeAccountId, registration, application, ...facts }: EntraClientFacts): TokenClient {
  const request = (cache: string) => ({
    homeAccountId,
    cache,
    scopes: [facts.scope],
    correlationId: crypto.randomUUID(),
  })
  return {
    ...facts,
    appId: registration.clientId,
    fromCache: (cache) => tokenFromCache(registration, request(cache)),
    renew: async (cache, forceRefresh, onTokenRequest) =>
      renewToken(await application(), { ...request(cache), forceRefresh }, onTokenRequest),
  }
}

/** The portal itself, for the tokens of a person's sign-in. */
export function portalClient(homeAccountId: string, resourceId: string): TokenClient {
  const application = portalApplication()
  return entraClient({
    homeAccountId,
    registration: application,
    application: () => application,
    resourceId,
    scope: databricksScope(resourceId),
  })
}
