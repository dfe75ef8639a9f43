import 'server-only'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { insertConnectorIfNew, selectConnectorBySlug, updateConnectorOrigin } from '@/lib/store/connectors'
import { inTransaction } from '@/lib/store/current'

const FIRST_CONNECTOR = 'azure-databricks'

/** The connector of the workspace that the settings name: made at the first start, kept at the settings' address. */
export async function ensureFirstConnector(): Promise<string> {
  const { databricksHost, databricksResourceId } = config()
  return inTransaction(async (trx) => {
    const isNew = await insertConnectorIfNew(trx, {
      id: newId(),
      slug: FIRST_CONNECTOR,
      name: 'Azure Databricks',
      origin: databricksHost,
      resourceId: databricksResourceId,
      at: new Date(),
    })
    const connector = await selectConnectorBySlug(trx, FIRST_CONNECTOR)
    if (!connector) throw new PortalError('store_unavailable', 'The first connector could not be kept.')
    await updateConnectorOrigin(trx, connector.id, databricksHost)
    if (isNew || connector.origin !== databricksHost) {
      await insertAudit(trx, {
        actor: OPERATOR,
        action: 'connector.set',
        target: `connector:${connector.slug}`,
        outcome: 'done',
        before: isNew ? undefined : { origin: connector.origin },
        after: { origin: databricksHost, resourceId: connector.resourceId },
      })
    }
    return connector.id
  })
}
