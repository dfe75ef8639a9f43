import 'server-only'
import { config } from '@/lib/config'
import type { Connector } from '@/lib/connectors/connector'
import type { DatabricksSecurity, EntraSecurity, OwnSecurity } from '@/lib/connectors/security'
import { connectorApplication } from '@/lib/connectors/server/connector-application'
import { getMe } from '@/lib/databricks/me'
import { Workspace } from '@/lib/databricks/workspace'
import { validateIdToken } from '@/lib/entra/id-token'
import { redeemCode } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { recordTokenRequest } from '@/lib/identity/server/sign-in-log'
import type { Viewer } from '@/lib/identity/viewer'
import { tokensBy } from './databricks-client'
import type { Checks } from './sealed-checks'
import { connectionCallback } from './start-connecting'

interface Came<Security extends OwnSecurity> {
  readonly connector: Connector
  readonly security: Security
  readonly code: string
  readonly checks: Checks
  readonly correlationId: string
}

/**
 * Redeems the code of a way that the viewer went, and answers what is to be kept of it, a secret. Whoever signed in there has
 * to be who is signed in here.
 * @throws PortalError entra_refused with facts.reason other_account, and what Entra or Databricks refuses
 */
export function redeemConnection(viewer: Viewer, came: Came<OwnSecurity>): Promise<string> {
  const { security } = came
  if (security.kind === 'entra') return redeemAtEntra(viewer, { ...came, security })
  return redeemAtWorkspace(viewer, { ...came, security })
}

async function redeemAtEntra(viewer: Viewer, { connector, security, checks, ...came }: Came<EntraSecurity>) {
  const { nonce, verifier } = checks
  const application = await connectorApplication({ connectorId: connector.id, origin: connector.origin, security })
  const scopes = [`${connector.resourceId}/${security.scope}`]
  const request = { ...came, codeVerifier: verifier, nonce, scopes, redirectUri: connectionCallback() }
  const redeemed = await redeemCode(application, request, (asked) =>
    recordTokenRequest(asked, subjectOf(viewer, connector, security)),
  )
  const { tid, oid } = await validateIdToken(application, redeemed.idToken, nonce)
  if (tid !== viewer.tenantId || oid !== viewer.objectId) throw otherAccount()
  return redeemed.cache
}

/**
 * A workspace tells no object id, only whom it takes the token's bearer for: the user name has to be that of the sign-in here.
 */
async function redeemAtWorkspace(viewer: Viewer, came: Came<DatabricksSecurity>): Promise<string> {
  const { connector, security, code, checks } = came
  const { id: connectorId, origin, resourceId } = connector
  const redirect_uri = connectionCallback()
  const grant = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: checks.verifier }
  const tokens = await tokensBy({ connectorId, origin, resourceId, security }, grant, (asked) =>
    recordTokenRequest(asked, subjectOf(viewer, connector, security)),
  )
  const { allowedHosts, allowedNetworks } = config()
  const network = { allowedHosts, allowedNetworks }
  const me = await getMe(new Workspace({ host: origin, token: tokens.accessToken, network }))
  if (me.userName.toLowerCase() !== viewer.userName.toLowerCase()) throw otherAccount()
  return JSON.stringify(tokens)
}

function otherAccount(): PortalError {
  return new PortalError('entra_refused', 'Somebody else has signed in.', { facts: { reason: 'other_account' } })
}

/** Whose request it was, through which client, for the sign-in log. */
export function subjectOf(viewer: Viewer, { id: connectorId, resourceId }: Connector, { clientId }: OwnSecurity) {
  const { personId, objectId, userName, request } = viewer
  return { personId, objectId, userName, ipAddress: request?.address, appId: clientId, resourceId, connectorId }
}
