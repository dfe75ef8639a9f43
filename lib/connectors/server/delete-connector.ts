import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { isFromSettings } from '@/lib/connectors/connector'
import { auditedFacts } from '@/lib/connectors/connector-change'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { deleteConnectorRows, selectUseOfConnector, type UseOfConnector } from '@/lib/store/connector-use'
import { lockConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'

/** Where a connector is used, for Admins, before they delete it. @throws PortalError not_permitted */
export async function connectorUse(viewer: Viewer, connectorId: string): Promise<UseOfConnector> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.read', target: `connector:${connectorId}` })
  return query((db) => selectUseOfConnector(db, connectorId))
}

/**
 * Deletes a connector with its versions, its tests and everybody's connections to it. One that flows use, or whose runs are
 * still in the history, stays, and so does that of the settings. For Admins.
 * @throws PortalError not_permitted, not_found
 */
export async function deleteConnector(viewer: Viewer, slug: string, words: ConnectorWords): Promise<Parsed<true>> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.delete', target: `connector:${slug}` })
  return inTransaction(async (trx) => {
    const connector = await lockConnector(trx, slug)
    if (!connector) throw new PortalError('not_found', `There is no connector "${slug}".`)
    const use = await selectUseOfConnector(trx, connector.id)
    const why = isFromSettings(connector) ? words.issues.ofSettings : whyKept(use, words)
    if (why !== undefined) return refused([{ field: '', message: why }])
    await deleteConnectorRows(trx, connector.id)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'connector.delete',
      target: `connector:${slug}`,
      outcome: 'done',
      before: { version: connector.version, ...auditedFacts(connector) },
      details: { connections: use.connections },
    })
    return parsed(true)
  })
}

function whyKept({ flows, runs }: UseOfConnector, words: ConnectorWords): string | undefined {
  if (flows.length > 0) return words.issues.usedBy(flows.map(({ title }) => title).join(', '))
  return runs > 0 ? words.issues.inHistory(runs) : undefined
}
