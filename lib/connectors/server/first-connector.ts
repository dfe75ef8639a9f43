import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { insertConnectorIfNew, selectConnectorBySlug, updateConnectorOrigin } from '@/lib/store/connectors'
import { inTransaction } from '@/lib/store/current'

const FIRST_CONNECTOR = 'azure-databricks'

/** The connector of the workspace that the settings name: made at the first start, kept at the settings' address. */
export async function ensureFirstConnector(): Promise<string> {
  const { databricksHost, databricksResourceId } = config()
  return inTransaction(async (trx) => {
    await insertConnectorIfNew(trx, {
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
    return connector.id
  })
}
