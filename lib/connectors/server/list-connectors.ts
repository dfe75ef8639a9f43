import 'server-only'
import type { Connector } from '@/lib/connectors/connector'
import { isAmong } from '@/lib/flows/audience'
import type { Viewer } from '@/lib/identity/viewer'
import { selectConnectors } from '@/lib/store/connectors'
import { query } from '@/lib/store/current'

/** The connectors that the viewer may use, that of the settings first; they see there what Databricks lets them (AUTHZ-5). */
export async function listConnectors(viewer: Viewer): Promise<readonly Connector[]> {
  const connectors = await query(selectConnectors)
  return connectors.filter(({ audience }) => isAmong(viewer, audience))
}
