import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { type Connector, selectConnectors } from '@/lib/store/connectors'
import { query } from '@/lib/store/current'

/** Every connector, the oldest first: whoever is signed in may connect to any of them, and sees there what Databricks lets them. */
export async function listConnectors(_viewer: Viewer): Promise<Connector[]> {
  return query(selectConnectors)
}
