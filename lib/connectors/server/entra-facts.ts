import 'server-only'
import { config } from '@/lib/config'
import { connectionCallback } from '@/lib/connections/server/start-connecting'
import { type Connector, DATABRICKS_SCOPE } from '@/lib/connectors/connector'
import type { SecurityKind } from '@/lib/connectors/security'
import type { GroupsProblem } from '@/lib/identity/groups-told'
import { groupsAtEntra } from '@/lib/identity/server/groups-at-entra'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectUserNames } from '@/lib/store/people'
import { haveTokensBeenSeen } from '@/lib/store/sign-ins'

export interface EntraFacts {
  readonly clientId: string
  readonly tenantId: string
  /** What is asked for, beside openid, profile and offline_access. */
  readonly scope: string
  /** undefined: nobody signs in. */
  readonly redirectUri: string | undefined
  /** Of the portal's own registration alone. */
  readonly signedOutUri: string | undefined
  /** Opened by an administrator of the tenant, it gives consent for everybody. undefined where nobody's consent is wanted. */
  readonly adminConsentUrl: string | undefined
  /** Who is let in by name: user names where they are known, else object ids. */
  readonly people: readonly string[]
  /** Why a group lets nobody in, as far as that is known. */
  readonly groupsProblem: GroupsProblem | undefined
  readonly checks: readonly {
    readonly what: 'redirect' | 'permission' | 'consent' | 'credential'
    readonly isSeen: boolean
  }[]
}

/**
 * What a registration must have for this connector, and what of it has been seen to work. Of the portal's own: whoever asks
 * has signed in by its redirect URI, and a token for the resource takes all the rest. Of a connector's own, such a token
 * takes all of it. `kind` says of which, where it is not saved yet. The viewer is an Admin, as `getConnector` saw.
 */
export async function entraFacts(
  viewer: Viewer,
  { resourceId, audience, security }: Connector,
  kind: SecurityKind = security.kind,
): Promise<EntraFacts> {
  if (kind === 'service_principal') return principalFacts(viewer, { resourceId, audience, security })
  const { origin, authorityHost } = config()
  const isOwn = kind !== 'portal'
  const registration = isOwn && security.kind === 'entra' ? security : { ...config(), scope: DATABRICKS_SCOPE }
  const { tenantId, clientId } = registration
  const redirectUri = isOwn ? connectionCallback() : `${origin}/api/auth/callback/azure-ad`
  const scope = `${resourceId}/${registration.scope}`
  const consent = new URLSearchParams({ client_id: clientId, scope, redirect_uri: redirectUri })
  // A registration that nobody has named yet has shown nothing.
  const isNamed = !isOwn || security.kind === 'entra'
  const isSeen = isNamed && (await query((db) => haveTokensBeenSeen(db, { clientId, scope })))
  return {
    clientId,
    tenantId,
    scope,
    redirectUri,
    signedOutUri: isOwn ? undefined : `${origin}/sign-in`,
    adminConsentUrl: `${authorityHost}/${tenantId}/v2.0/adminconsent?${consent}`,
    people: await namesOf(audience),
    groupsProblem: await groupsAtEntra(viewer),
    checks: [
      { what: 'redirect', isSeen: isSeen || !isOwn },
      { what: 'permission', isSeen },
      { what: 'consent', isSeen },
      { what: 'credential', isSeen },
    ],
  }
}

/** Of a service principal: nobody signs in, nobody consents, and the credential is all that Entra ID looks at. */
async function principalFacts(
  viewer: Viewer,
  { resourceId, audience, security }: Pick<Connector, 'resourceId' | 'audience' | 'security'>,
): Promise<EntraFacts> {
  const isSaved = security.kind === 'service_principal'
  const { tenantId, clientId } = isSaved ? security : { tenantId: config().tenantId, clientId: '' }
  const scope = `${resourceId}/.default`
  const isSeen = isSaved && (await query((db) => haveTokensBeenSeen(db, { clientId, scope })))
  return {
    ...{ clientId, tenantId, scope, redirectUri: undefined, signedOutUri: undefined, adminConsentUrl: undefined },
    people: await namesOf(audience),
    groupsProblem: await groupsAtEntra(viewer),
    checks: [{ what: 'credential', isSeen }],
  }
}

async function namesOf({ people }: Connector['audience']): Promise<readonly string[]> {
  const names = await query((db) => selectUserNames(db, people))
  return people.map((id) => names.get(id) ?? id)
}
