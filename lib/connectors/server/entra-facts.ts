import 'server-only'
import { config } from '@/lib/config'
import { type Connector, DATABRICKS_SCOPE } from '@/lib/connectors/connector'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectUserNames } from '@/lib/store/people'
import { haveTokensBeenSeen } from '@/lib/store/sign-ins'

export interface EntraFacts {
  readonly clientId: string
  readonly tenantId: string
  /** What is asked for, beside openid, profile and offline_access. */
  readonly scope: string
  readonly redirectUri: string
  readonly signedOutUri: string
  /** Opened by an administrator of the tenant, it gives consent for everybody. */
  readonly adminConsentUrl: string
  /** Who is let in by name: user names where they are known, else object ids. */
  readonly people: readonly string[]
  readonly checks: readonly {
    readonly what: 'redirect' | 'permission' | 'consent' | 'credential'
    readonly isSeen: boolean
  }[]
}

/**
 * What the portal's registration must have for this connector, and what of it has been seen to work: whoever asks has signed
 * in by its redirect URI, and a token for the resource takes all the rest. The viewer is an Admin, as `getConnector` saw.
 */
export async function entraFacts(_viewer: Viewer, { resourceId, audience }: Connector): Promise<EntraFacts> {
  const { origin, authorityHost, tenantId, clientId } = config()
  const redirectUri = `${origin}/api/auth/callback/azure-ad`
  const scope = `${resourceId}/${DATABRICKS_SCOPE}`
  const consent = new URLSearchParams({ client_id: clientId, scope, redirect_uri: redirectUri })
  const isSeen = await query((db) => haveTokensBeenSeen(db, { clientId, scope }))
  const names = await query((db) => selectUserNames(db, audience.people))
  return {
    clientId,
    tenantId,
    scope,
    redirectUri,
    signedOutUri: `${origin}/sign-in`,
    adminConsentUrl: `${authorityHost}/${tenantId}/v2.0/adminconsent?${consent}`,
    people: audience.people.map((id) => names.get(id) ?? id),
    checks: [
      { what: 'redirect', isSeen: true },
      { what: 'permission', isSeen },
      { what: 'consent', isSeen },
      { what: 'credential', isSeen },
    ],
  }
}
