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

/** Whose tokens: those of a person's sign-in, or of one connection that has tokens of its own. */
export interface PartitionOwner {
  readonly homeAccountId: string
  readonly connectionId?: string | undefined
}

/** The key of a person's tokens for a client; guests have another home account than `oid.tid`. */
export function partitionKeyOf({ homeAccountId, connectionId }: PartitionOwner): string {
  const client = connectionId === undefined ? `user:${config().clientId}` : `conn:${connectionId}`
  return `${client}:${homeAccountId}`.toLowerCase()
}
