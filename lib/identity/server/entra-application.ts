import 'server-only'
import { config } from '@/lib/config'
import type { EntraApplication } from '@/lib/entra/application'

/** The portal's own app registration. */
export function portalApplication(): EntraApplication {
  const { authorityHost, tenantId, clientId, credential, nextCredential } = config()
  return { authorityHost, tenantId, clientId, credential, nextCredential }
}

/** Exactly these and nothing broader (AUTH-5). */
export function signInScopes(): readonly string[] {
  return signInScopesFor(config().databricksResourceId)
}

export function signInScopesFor(resourceId: string): readonly string[] {
  return ['openid', 'profile', 'offline_access', databricksScope(resourceId)]
}

export function databricksScope(resourceId: string): string {
  return `${resourceId}/user_impersonation`
}

/** The key of a person's tokens for this client; guests have another home account than `oid.tid`. */
export function partitionKeyOf(homeAccountId: string): string {
  return `user:${config().clientId}:${homeAccountId}`.toLowerCase()
}
