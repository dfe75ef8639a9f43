import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { type NotConnected, problemOfConnecting, problemOfRedirect } from '@/lib/connections/connect-problem'
import type { Connector } from '@/lib/connectors/connector'
import { needsConnecting, type OwnSecurity } from '@/lib/connectors/security'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import { recordSignIn } from '@/lib/identity/server/sign-in-log'
import { putCache } from '@/lib/identity/server/token-vault'
import { aadstsOf } from '@/lib/identity/sign-in-problem'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { type ConnectionAttempt, takeAttempt } from '@/lib/store/connection-attempts'
import { markConnected, selectConnection } from '@/lib/store/connections'
import { lockConnector, selectConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { ensureConnection, recordConnected } from './ensure-connection'
import { redeemConnection, subjectOf } from './redeem-connection'
import { openChecks } from './sealed-checks'
import { hashOfState } from './start-connecting'

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
  const checks = openChecks(viewer, attempt.stateHash, attempt.sealedChecks)
  const cache = await redeemConnection(viewer, { connector, security, code: way.code, checks, correlationId })
  await keep(viewer, attempt, connector, cache)
}

/** What the viewer agreed to is the connector as it was then; and it has to be for them still (AUTHZ-8). */
function demandUnchanged(viewer: Viewer, attempt: ConnectionAttempt, connector: Connector): OwnSecurity {
  const { security, audience, version } = connector
  const isSame = needsConnecting(security) && version === attempt.connectorVersion
  if (isSame && isAmong(viewer, audience)) return security
  throw new PortalError('conflict', 'The connector was changed meanwhile.', { facts: { reason: 'changed' } })
}

async function keep(viewer: Viewer, attempt: ConnectionAttempt, { slug }: Connector, cache: string) {
  const { personId, tenantId, objectId } = viewer
  await inTransaction(async (trx) => {
    const connector = await lockConnector(trx, slug)
    if (connector?.id !== attempt.connectorId) throw new PortalError('not_found', 'The connector is gone.')
    demandUnchanged(viewer, attempt, connector)
    const at = new Date()
    const { id, isNew } = await ensureConnection(trx, viewer, connector.id)
    await markConnected(trx, id, at)
    if (!isNew) await recordConnected(trx, viewer, id, { again: true })
    const homeAccountId = (await selectConnection(trx, id))?.homeAccountId
    if (!homeAccountId) throw new PortalError('not_found', 'This person has never signed in here.')
    // Last, as everybody does who writes or deletes tokens.
    await putCache(trx, { personId, tenantId, objectId, homeAccountId, connectionId: id }, cache, at)
  })
}

async function declined(viewer: Viewer, connector: Connector, cameBack: CameBack, correlationId: string) {
  const text = cameBack.error_description ?? ''
  const [error, number] = [cameBack.error ?? '', aadstsOf(text)]
  const failureReason = text.split(/\s+Trace ID:/i)[0]?.slice(0, LONGEST_REASON) ?? ''
  const errorCode = number ?? (error || 'failed').slice(0, LONGEST_CODE)
  if (needsConnecting(connector.security)) {
    recordSignIn({ ...subjectOf(viewer, connector, connector.security), errorCode, failureReason, correlationId })
  }
  await refuse(viewer, connector, errorCode, correlationId)
  return { problem: problemOfRedirect(error, number), aadsts: number && `AADSTS${number}` }
}

const LONGEST_REASON = 500
const LONGEST_CODE = 64

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
