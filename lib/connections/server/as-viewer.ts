import 'server-only'
import type { Workspace } from '@/lib/databricks/workspace'
import type { Viewer } from '@/lib/identity/viewer'
import { inGoodTime } from './in-good-time'
import { ownConnection } from './own-connection'
import { admitted, closedError } from './workspace-budget'

/** Calls a connector's workspace as the viewer, and waits no longer than `ms`. @throws PortalError as `inGoodTime` */
export async function asViewer<T>(
  viewer: Viewer,
  { connectorId, ms }: { readonly connectorId: string; readonly ms: number },
  work: (workspace: Workspace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const connection = await ownConnection(viewer, connectorId)
  if (!(await admitted(connection.origin))) throw await closedError(connection.origin)
  return inGoodTime(connection, ms, work)
}
