import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { recordFailureOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { config } from '@/lib/config'
import { demandUsable, needsThePerson } from '@/lib/connections/needs-person'
import { needsConnecting, type Principal, principalOf } from '@/lib/connectors/security'
import { Workspace } from '@/lib/databricks/workspace'
import type { AccessToken } from '@/lib/entra/tokens'
import { type ErrorCode, PortalError } from '@/lib/errors'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import {
  type Connection,
  markConnectionBroken,
  mendConnections,
  touchConnection,
  USED_EVERY_MS,
} from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { assertOutsideTransaction } from '@/lib/store/transaction'
import { clientOf } from './connection-client'
import { principalToken } from './principal-token'
import { tellHealth } from './workspace-budget'

/**
 * Does `work` in the connection's workspace as its person, or as the service principal that an Admin has set for the connector; which
 * of them is the connector's, and never depends on what fails. A refused token is renewed once and the work done once more:
 * a refusal is certain not to have acted. A connection that only its person can mend is marked so, for all its runs, and
 * one that was marked and works all the same is mended. With one that was taken away nothing is called.
 * @throws PortalError connection_removed, unknown_to_this_version, what delegatedToken, principalToken and `work` throw
 */
export async function withWorkspace<T>(
  connection: Connection,
  work: (workspace: Workspace) => Promise<T>,
  runId?: string,
): Promise<T> {
  assertOutsideTransaction('A call to Databricks')
  demandUsable(connection.problem)
  const triedAt = new Date()
  const { id, personId } = connection
  try {
    const answer = await callWithToken(connection, work, runId)
    if (connection.problem) await inTransaction((trx) => mendConnections(trx, { personId, connectionId: id }))
    if (isNewsThatUsed(connection)) await query((db) => touchConnection(db, id))
    return answer
  } catch (cause) {
    const thrown = knownReason(connection, cause)
    if (thrown instanceof PortalError && needsThePerson(thrown.code)) {
      await query((db) =>
        markConnectionBroken(db, { id, problem: { code: thrown.code, facts: thrown.facts }, triedAt }),
      )
    }
    if (isHostRefused(thrown)) await recordHostRefused(connection, thrown.facts.reason)
    throw thrown
  } finally {
    await tellHealth(connection.origin)
  }
}

function isNewsThatUsed({ lastUsedAt }: Connection): boolean {
  return lastUsedAt === undefined || Date.now() - lastUsedAt.getTime() > USED_EVERY_MS
}

function isHostRefused(thrown: unknown): thrown is PortalError {
  return thrown instanceof PortalError && HOST_REFUSED.has(thrown.facts.reason ?? '')
}

/** Nothing was sent: the host is on no list, or its name leads where no workspace is (OUT-1, OUT-2). */
const HOST_REFUSED: ReadonlySet<string> = new Set(['host_refused', 'address_refused'])

function recordHostRefused({ id, personId, origin }: Connection, reason: string | undefined): Promise<void> {
  return recordFailureOnceAnHour(id, {
    actor: { ...PORTAL, personId },
    action: 'host.call',
    target: `connection:${id}`,
    outcome: 'refused',
    reason,
    details: { origin },
  })
}

/** That no tokens are left says little to who has read, or may read, why they went. */
function knownReason({ problem, security }: Connection, thrown: unknown): unknown {
  if (!(thrown instanceof PortalError)) return thrown
  const principal = principalOf(security)
  if (principal) return ofPrincipal(thrown, principal)
  if (problem && thrown.facts.reason === 'no_tokens') {
    return new PortalError(problem.code, thrown.message, { facts: problem.facts, cause: thrown })
  }
  if (!needsConnecting(security) || !isOfToken(thrown.code)) return thrown
  return new PortalError(thrown.code, thrown.message, { facts: { ...thrown.facts, own: 'yes' }, cause: thrown })
}

/** What is wrong with the connection's own tokens is mended by connecting, and not by signing in. */
function isOfToken(code: ErrorCode): boolean {
  return needsThePerson(code) || code === 'entra_configuration'
}

/** What a person would mend by signing in, only whoever looks after the principal can mend. */
function ofPrincipal({ code, message, facts, ...thrown }: PortalError, { name }: Principal): PortalError {
  const isTheWorkspaces = code === 'databricks_token_refused'
  const known = isTheWorkspaces ? 'databricks_not_member' : needsThePerson(code) ? 'entra_configuration' : code
  return new PortalError(known, message, { facts: { ...facts, principal: name }, cause: thrown.cause })
}

async function callWithToken<T>(
  connection: Connection,
  work: (workspace: Workspace) => Promise<T>,
  runId: string | undefined,
): Promise<T> {
  const tokenBut = tokensOf(connection, runId)
  const first = await tokenBut(undefined)
  try {
    return await work(workspaceOf(connection, first.token))
  } catch (thrown) {
    if (!(thrown instanceof PortalError) || thrown.code !== 'databricks_token_refused') throw thrown
    const second = await tokenBut(first.token)
    return work(workspaceOf(connection, second.token))
  }
}

/** Where the connection's tokens come from: any one but that which the workspace has just refused. */
function tokensOf(
  connection: Connection,
  runId: string | undefined,
): (refused: string | undefined) => Promise<AccessToken> {
  const { security, personId, tenantId, objectId, userName, homeAccountId, connectorId } = connection
  if (security.kind === 'service_principal') {
    return (refused) => principalToken({ ...connection, security }, { personId, runId, refused })
  }
  if (!homeAccountId) throw new PortalError('connection_expired', 'This person has never signed in here.')
  const connectionId = needsConnecting(security) ? connection.id : undefined
  const owner = { personId, tenantId, objectId, userName, homeAccountId, connectionId }
  const client = clientOf({ ...connection, security }, homeAccountId)
  const ask = { owner, client, connectorId, ...(runId && { runId }) }
  return (refused) => delegatedToken({ ...ask, ...(refused !== undefined && { refused }) })
}

function workspaceOf(connection: Connection, token: string): Workspace {
  const { allowedHosts, allowedNetworks } = config()
  return new Workspace({ host: connection.origin, token, network: { allowedHosts, allowedNetworks } })
}
