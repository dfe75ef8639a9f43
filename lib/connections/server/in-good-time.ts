import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import type { Connection } from '@/lib/store/connections'
import { withWorkspace } from './with-workspace'

/**
 * Does `work` in the connection's workspace as its person, or gives it up after `ms`: for pages that wait for it. `signal`
 * ends the calls that are under way then.
 * @throws PortalError databricks_unreachable with facts.reason slow, and what withWorkspace throws
 */
export async function inGoodTime<T>(
  connection: Connection,
  ms: number,
  work: (workspace: Workspace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  try {
    return await Promise.race([
      withWorkspace(connection, (workspace) => work(workspace, stop.signal)),
      pause(ms, undefined, { signal: stop.signal }).then(() => {
        throw new PortalError('databricks_unreachable', 'The workspace takes too long.', {
          facts: { reason: 'slow' },
        })
      }),
    ])
  } finally {
    stop.abort()
  }
}
