import 'server-only'
import { listWarehouses } from '@/lib/databricks/warehouses'
import type { Viewer } from '@/lib/identity/viewer'
import { asViewer } from './job-of-maker'

const ONCE = { attempts: 1, windowMs: 0 }

export interface KnownWarehouse {
  readonly id: string
  readonly name: string
}

/** The first hundred warehouses that the viewer may use. @throws PortalError databricks_*, and what a token may fail with */
export async function warehousesOfMaker(viewer: Viewer, connectorId: string): Promise<readonly KnownWarehouse[]> {
  const { warehouses } = await asViewer(viewer, connectorId, (workspace, signal) =>
    listWarehouses(workspace, { retry: ONCE, signal }),
  )
  return warehouses.map(({ id, name }) => ({ id, name: name ?? id }))
}
