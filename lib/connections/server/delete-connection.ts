import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { countInUse } from '@/lib/store/connection-lists'
import { inTransaction, query } from '@/lib/store/current'
import { removeConnections } from '@/lib/store/removed-connections'
import { listConnections, type OwnConnection } from './list-connections'

/** What the viewer is asked before a connection is deleted. @throws PortalError not_found for one that there is not */
export async function openDeletion(
  viewer: Viewer,
  connectorSlug: string,
): Promise<OwnConnection & { readonly runsUnderWay: number }> {
  const { own, connectionId } = await demandOwn(viewer, connectorSlug)
  const { runs } = await query((db) => countInUse(db, { connectionId }))
  return { ...own, runsUnderWay: runs }
}

/** The viewer gives up their connection to a connector: nobody calls as them until they connect anew. @throws PortalError not_found */
export async function deleteConnection(viewer: Viewer, connectorSlug: string): Promise<void> {
  const { connectionId } = await demandOwn(viewer, connectorSlug)
  await inTransaction(async (trx) => {
    const removed = await removeConnections(trx, { connectionId }, 'person')
    if (removed.length === 0) return
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'connection.delete',
      target: `connection:${connectionId}`,
      outcome: 'done',
    })
  })
}

async function demandOwn(viewer: Viewer, slug: string): Promise<{ own: OwnConnection; connectionId: string }> {
  const own = (await listConnections(viewer)).find((known) => known.slug === slug)
  if (own?.connection) return { own, connectionId: own.connection.id }
  throw new PortalError('not_found', `There is no connection to "${slug}".`)
}
