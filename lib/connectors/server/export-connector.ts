import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { propertiesOf } from '@/lib/connectors/connector-files'
import { documentOf } from '@/lib/connectors/document'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { getConnector } from './get-connector'

/** For Admins, on record. @throws PortalError not_permitted, not_found for another file */
export async function exportConnector(viewer: Viewer, slug: string, file: string): Promise<string> {
  const connector = await getConnector(viewer, slug, 'Portal.Admin')
  const { clientId, tenantId } = config()
  const files: Readonly<Record<string, () => unknown>> = {
    'apiDefinition.swagger.json': () => documentOf(connector),
    'apiProperties.json': () => propertiesOf(connector, { clientId, tenantId }),
  }
  const write = Object.hasOwn(files, file) ? files[file] : undefined
  if (!write) throw new PortalError('not_found', 'There is no such file.')
  await query((db) =>
    insertAudit(db, {
      actor: actorOf(viewer),
      action: 'connector.export',
      target: `connector:${connector.slug}`,
      outcome: 'done',
      details: { version: connector.version, file },
    }),
  )
  return `${JSON.stringify(write(), null, 2)}\n`
}
