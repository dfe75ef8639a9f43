import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { config } from '@/lib/config'
import type { OwnSecurity } from '@/lib/connectors/security'
import { connectorApplication, registrationOf } from '@/lib/connectors/server/connector-application'
import { authorizeAddress } from '@/lib/databricks/oauth'
import { authorizeUrl } from '@/lib/entra/tokens'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAttempt } from '@/lib/store/connection-attempts'
import type { ConnectionProblem } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import { appOf } from './databricks-client'
import { sealChecks } from './sealed-checks'

/** Where a browser comes back to, for every connector that has its own registration. */
export function connectionCallback(): string {
  return `${config().origin}/api/connections/callback`
}

/** What comes back, and is kept as this alone. */
export function hashOfState(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}

interface ConnectorToConnect {
  readonly id: string
  readonly version: number
  readonly origin: string
  readonly resourceId: string
  readonly security: OwnSecurity
}

interface Way {
  /** A path of ours to go to afterwards. */
  readonly back: string
  /** What was wrong with the connection until now: Entra is told what to ask for. */
  readonly problem: ConnectionProblem | undefined
  /** Entra is to ask for the account, and is told none. */
  readonly asksForAccount: boolean
}

/**
 * Begins to connect the viewer: answers where their browser goes to authorize it. The state serves once, for this session,
 * for ten minutes, and for the connector as it is now.
 * @throws PortalError entra_configuration for a connector without a secret
 */
export async function startConnecting(viewer: Viewer, connector: ConnectorToConnect, way: Way): Promise<string> {
  await demandSecret(connector)
  const [state = '', nonce = '', verifier = ''] = [0, 1, 2].map(() => randomBytes(32).toString('base64url'))
  const stateHash = hashOfState(state)
  await inTransaction((trx) =>
    insertAttempt(trx, {
      stateHash,
      personId: viewer.personId,
      session: viewer.session,
      connectorId: connector.id,
      connectorVersion: connector.version,
      sealedChecks: sealChecks(viewer, stateHash, { verifier, nonce }),
      back: way.back,
    }),
  )
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
  return addressOf(viewer, connector, way, { state, nonce, codeChallenge })
}

/** Nobody is sent away in vain; a custom app of Databricks may be a public one, which has none. */
async function demandSecret({ id, origin, security }: ConnectorToConnect): Promise<void> {
  if (security.kind === 'entra') await connectorApplication({ connectorId: id, origin, security })
}

interface Sent {
  readonly state: string
  readonly nonce: string
  readonly codeChallenge: string
}

function addressOf(
  viewer: Viewer,
  { origin, resourceId, security }: ConnectorToConnect,
  way: Way,
  sent: Sent,
): string {
  const redirectUri = connectionCallback()
  if (security.kind === 'databricks') {
    return authorizeAddress(appOf({ origin, security }), { ...sent, redirectUri, scopes: security.scopes })
  }
  const { problem, asksForAccount } = way
  return authorizeUrl(registrationOf(security), {
    ...sent,
    redirectUri,
    scopes: [`${resourceId}/${security.scope}`],
    loginHint: asksForAccount ? undefined : viewer.userName,
    prompt: promptFor(way),
    claims: problem?.facts.claims,
  })
}

function promptFor({ problem, asksForAccount }: Way): 'consent' | 'select_account' | undefined {
  if (asksForAccount) return 'select_account'
  return problem?.code === 'consent_needed' ? 'consent' : undefined
}
