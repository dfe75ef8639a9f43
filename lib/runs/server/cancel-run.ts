import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { cancelRun as cancelInDatabricks } from '@/lib/databricks/runs'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { isActive } from '@/lib/runs/run'
import { insertAudit } from '@/lib/store/audit'
import { selectConnection } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { RUN_CHANGED, WORK_DUE } from '@/lib/store/run-dispatch'
import { requestCancel, selectRun } from '@/lib/store/run-views'
import { demandOwner, permittedRun } from './permitted-run'

/**
 * Asks Databricks to end a run; its end comes through following. A run that was not submitted yet never starts (RUN-9).
 * Doing it twice, or after the end, changes nothing.
 * @throws PortalError not_found, not_permitted, what withWorkspace throws
 */
export async function cancelRun(viewer: Viewer, runId: string): Promise<void> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  demandOwner(viewer, run)
  if (!isActive(run.state)) return
  await inTransaction(async (trx) => {
    await requestCancel(trx, runId, new Date())
    await insertAudit(trx, {
      id: newId(),
      at: new Date(),
      actorId: viewer.personId,
      actorName: viewer.userName,
      action: 'run.cancel',
      target: `run:${runId}`,
      outcome: 'done',
    })
    await wake(trx, run.databricksRunId ? 'poll_groups' : 'runs', run.databricksRunId ? run.connectionId : runId)
    await notify(trx, WORK_DUE, 'runs')
    await notify(trx, RUN_CHANGED, `${runId} ${run.personId}`)
  })
  const { databricksRunId } = run
  if (databricksRunId === undefined) return
  const connection = await query((db) => selectConnection(db, run.connectionId))
  if (!connection) throw new PortalError('not_found', 'The connection of this run is gone.')
  await withWorkspace(connection, (workspace) => cancelInDatabricks(workspace, databricksRunId), runId)
}
