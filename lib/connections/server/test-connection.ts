import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { principalOf } from '@/lib/connectors/security'
import { getMe } from '@/lib/databricks/me'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { type Connection, selectConnectionOf } from '@/lib/store/connections'
import { selectConnectorBySlug } from '@/lib/store/connectors'
import { query } from '@/lib/store/current'
import { inGoodTime } from './in-good-time'
import { admitted, closedError } from './workspace-budget'

/** The page comes back by then, whatever the workspace does. */
const LONGEST_WAIT_MS = 10_000
const ONCE = { attempts: 1, windowMs: 0 }

/** Whom Databricks takes the viewer for, and how long it took to say so. */
export interface TestedConnection {
  readonly userName: string
  readonly displayName: string | undefined
  readonly isAdmin: boolean
  /** It is a service principal that the connector calls as, and not the viewer. */
  readonly isPrincipal: boolean
  readonly durationMs: number
}

/**
 * Asks the workspace of a connector who the viewer is, with the viewer's own token. One that works is mended thereby.
 * @throws PortalError not_found without a connection, connection_removed, and what withWorkspace throws
 */
export async function testConnection(viewer: Viewer, connectorSlug: string): Promise<TestedConnection> {
  const connection = await demandConnection(viewer, connectorSlug)
  const began = performance.now()
  try {
    const me = await inGoodTime(connection, LONGEST_WAIT_MS, askWhoIAm)
    await record(viewer, connection, 'done')
    const { userName, displayName, isAdmin } = me
    const isPrincipal = principalOf(connection.security) !== undefined
    return { userName, displayName, isAdmin, isPrincipal, durationMs: Math.round(performance.now() - began) }
  } catch (thrown) {
    if (thrown instanceof PortalError) await record(viewer, connection, 'failed', thrown.code)
    throw thrown
  }
}

async function askWhoIAm(workspace: Workspace, signal: AbortSignal) {
  const { origin } = workspace
  if (!(await admitted(origin))) throw await closedError(origin)
  return getMe(workspace, { signal, retry: ONCE })
}

async function record(
  viewer: Viewer,
  { id }: Connection,
  outcome: 'done' | 'failed',
  reason?: string,
): Promise<void> {
  const target = `connection:${id}`
  await query((db) => insertAudit(db, { actor: actorOf(viewer), action: 'connection.test', target, outcome, reason }))
}

async function demandConnection({ personId }: Viewer, slug: string): Promise<Connection> {
  const found = await query(async (db) => {
    const connector = await selectConnectorBySlug(db, slug)
    return connector && selectConnectionOf(db, { personId, connectorId: connector.id })
  })
  if (!found) throw new PortalError('not_found', `There is no connection to "${slug}".`)
  return found
}
