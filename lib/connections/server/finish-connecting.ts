import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { type NotConnected, problemOfConnecting, problemOfRedirect } from '@/lib/connections/connect-problem'
import type { Connector } from '@/lib/connectors/connector'
import type { EntraSecurity } from '@/lib/connectors/security'
import { connectorApplication } from '@/lib/connectors/server/connector-application'
import { validateIdToken } from '@/lib/entra/id-token'
import { type Redeemed, redeemCode } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import { recordSignIn, recordTokenRequest } from '@/lib/identity/server/sign-in-log'
import { putCache } from '@/lib/identity/server/token-vault'
import { aadstsOf } from '@/lib/identity/sign-in-problem'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { type ConnectionAttempt, takeAttempt } from '@/lib/store/connection-attempts'
import { markConnected } from '@/lib/store/connections'
import { lockConnector, selectConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { ensureConnection, recordConnected } from './ensure-connection'
import { openChecks } from './sealed-checks'
import { connectionCallback, hashOfState } from './start-connecting'

/** What Entra sends a browser back with. */
export interface CameBack {
  readonly code?: string | undefined
  readonly state?: string | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
}

/** How it ended: where to go, or why there is no connection. */
export type Connected = { readonly back: string } | NotConnected

/**
 * Ends what `startConnecting` began: redeems the code through the connector's own registration and keeps the tokens, for
 * the connection alone, if whoever signed in there is who is signed in here. What nobody here began changes nothing.
 */
export async function finishConnecting(viewer: Viewer, cameBack: CameBack): Promise<Connected> {
  const attempt = await attemptOf(viewer, cameBack)
  const connector = attempt && (await query((db) => selectConnector(db, attempt.connectorId)))
  if (!attempt || !connector) return { problem: 'try_again' }
  const correlationId = crypto.randomUUID()
  const told = { connector: connector.slug, correlationId }
  if (cameBack.error !== undefined)
    return { ...(await declined(viewer, connector, cameBack, correlationId)), ...told }
  try {
    await connectBy(viewer, { attempt, connector, code: cameBack.code ?? '', correlationId })
    return { back: attempt.back }
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    const reason = thrown.facts.reason ?? thrown.facts.aadsts ?? thrown.facts.error ?? thrown.code
    await refuse(viewer, connector, reason, correlationId)
    return { problem: problemOfConnecting(thrown), aadsts: thrown.facts.aadsts, ...told }
  }
}

function attemptOf({ personId, session }: Viewer, { state }: CameBack): Promise<ConnectionAttempt | undefined> {
  return query((db) => takeAttempt(db, { stateHash: hashOfState(state ?? ''), personId, session }))
}

interface Way {
  readonly attempt: ConnectionAttempt
  readonly connector: Connector
  readonly code: string
  readonly correlationId: string
}

/** @throws PortalError conflict for a connector that changed meanwhile, and what Entra refuses */
async function connectBy(viewer: Viewer, way: Way): Promise<void> {
  const { attempt, connector, correlationId } = way
  const security = demandUnchanged(viewer, attempt, connector)
  const { verifier, nonce } = openChecks(viewer, attempt.stateHash, attempt.sealedChecks)
  const application = await connectorApplication({ connectorId: connector.id, origin: connector.origin, security })
  const scopes = [`${connector.resourceId}/${security.scope}`]
  const request = { code: way.code, codeVerifier: verifier, nonce, scopes, correlationId }
  const redeemed = await redeemCode(application, { ...request, redirectUri: connectionCallback() }, (asked) =>
    recordTokenRequest(asked, subjectOf(viewer, connector, security)),
  )
  const { tid, oid } = await validateIdToken(application, redeemed.idToken, nonce)
  if (tid !== viewer.tenantId || oid !== viewer.objectId) {
    throw new PortalError('entra_refused', 'Somebody else has signed in.', { facts: { reason: 'other_account' } })
  }
  await keep(viewer, attempt, connector, redeemed)
}

/** What the viewer agreed to is the connector as it was then; and it has to be for them still (AUTHZ-8). */
function demandUnchanged(viewer: Viewer, attempt: ConnectionAttempt, connector: Connector): EntraSecurity {
  const { security, audience, version } = connector
  if (security.kind === 'entra' && version === attempt.connectorVersion && isAmong(viewer, audience)) return security
  throw new PortalError('conflict', 'The connector was changed meanwhile.', { facts: { reason: 'changed' } })
}

async function keep(viewer: Viewer, attempt: ConnectionAttempt, { slug }: Connector, redeemed: Redeemed) {
  const { personId, tenantId, objectId } = viewer
  const { homeAccountId, cache } = redeemed
  await inTransaction(async (trx) => {
    const connector = await lockConnector(trx, slug)
    if (connector?.id !== attempt.connectorId) throw new PortalError('not_found', 'The connector is gone.')
    demandUnchanged(viewer, attempt, connector)
    const at = new Date()
    const { id, isNew } = await ensureConnection(trx, viewer, connector.id)
    await markConnected(trx, id, at)
    if (!isNew) await recordConnected(trx, viewer, id, { again: true })
    // Last, as everybody does who writes or deletes tokens.
    await putCache(trx, { personId, tenantId, objectId, homeAccountId, connectionId: id }, cache, at)
  })
}

async function declined(viewer: Viewer, connector: Connector, cameBack: CameBack, correlationId: string) {
  const text = cameBack.error_description ?? ''
  const [error, number] = [cameBack.error ?? '', aadstsOf(text)]
  const failureReason = text.split(/\s+Trace ID:/i)[0]?.slice(0, LONGEST_REASON) ?? ''
  const errorCode = number ?? (error || 'failed').slice(0, LONGEST_CODE)
  if (connector.security.kind === 'entra') {
    recordSignIn({ ...subjectOf(viewer, connector, connector.security), errorCode, failureReason, correlationId })
  }
  await refuse(viewer, connector, errorCode, correlationId)
  return { problem: problemOfRedirect(error, number), aadsts: number && `AADSTS${number}` }
}

const LONGEST_REASON = 500
const LONGEST_CODE = 64

function subjectOf(viewer: Viewer, { resourceId }: Connector, { clientId }: EntraSecurity) {
  const { personId, objectId, userName, request } = viewer
  return { personId, objectId, userName, ipAddress: request?.address, appId: clientId, resourceId }
}

async function refuse(viewer: Viewer, { slug }: Connector, reason: string, correlationId: string): Promise<void> {
  const entry: AuditEntry = {
    actor: actorOf(viewer),
    action: 'connection.create',
    target: `connector:${slug}`,
    outcome: 'refused',
    reason,
    correlationId,
  }
  await query((db) => insertAudit(db, entry))
}
