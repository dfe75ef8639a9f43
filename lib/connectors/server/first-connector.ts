import 'server-only'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { PortalError } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { insertConnector, lockConnector, type NewConnector, updateConnector } from '@/lib/store/connectors'
import { inTransaction } from '@/lib/store/current'
import { forgetWhenMoved } from './connector-secrets'

/** The connector of the workspace that the settings name: made at the first start, kept at the settings' address. */
export async function ensureFirstConnector(): Promise<string> {
  const { databricksHost: origin } = config()
  const saving = { by: undefined, at: new Date() }
  return inTransaction(async (trx) => {
    const isNew = await insertConnector(trx, asTheSettingsSay(), saving)
    const connector = await lockConnector(trx, FIRST_CONNECTOR)
    if (!connector) throw new PortalError('store_unavailable', 'The first connector could not be kept.')
    const isMoved = connector.origin !== origin
    if (isMoved) await updateConnector(trx, connector, { ...connector, origin }, saving)
    await forgetWhenMoved(trx, OPERATOR, connector, { ...connector, origin })
    if (isNew || isMoved) {
      await insertAudit(trx, {
        actor: OPERATOR,
        action: 'connector.set',
        target: `connector:${connector.slug}`,
        outcome: 'done',
        before: isNew ? undefined : { origin: connector.origin },
        after: { origin, resourceId: connector.resourceId },
      })
    }
    return connector.id
  })
}

function asTheSettingsSay(): NewConnector {
  const { databricksHost, databricksResourceId } = config()
  return {
    id: newId(),
    slug: FIRST_CONNECTOR,
    name: 'Azure Databricks',
    description: '',
    colour: '#0f6cbd',
    origin: databricksHost,
    basePath: '/',
    resourceId: databricksResourceId,
    security: { kind: 'portal' },
    definition: null,
    policies: [],
    audience: { roles: ['Portal.User'], people: [] },
  }
}
