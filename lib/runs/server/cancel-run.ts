import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import { isActive } from '@/lib/runs/run-state'
import type { RunRow } from '@/lib/runs/run-view'
import { isPassing } from '@/lib/runs/submission'
import { insertAudit } from '@/lib/store/audit'
import { selectConnection } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { RUN_CHANGED, WORK_DUE } from '@/lib/store/run-dispatch'
import { requestCancel, selectRun } from '@/lib/store/run-views'
import { askToEnd } from './ask-to-end'
import { demandOwner, permittedRun } from './permitted-run'

/**
 * Asks Databricks to end a run; its end comes through following. A run of which nothing was sent yet never starts, and
 * one whose call is under way or in doubt is ended as soon as its id is known (RUN-9). None of its further steps starts.
 * Doing it twice, or after the end, changes nothing.
 * @throws PortalError not_found, not_permitted, what withWorkspace throws
 */
export async function cancelRun(viewer: Viewer, runId: string): Promise<void> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  await demandOwner(viewer, run, 'run.cancel')
  if (!isActive(run.state)) return
  const { state, databricksJobId, databricksRunId } = await keepRequest(viewer, run)
  if (databricksRunId === undefined || !isActive(state)) return
  const connection = await query((db) => selectConnection(db, run.connectionId))
  if (!connection) throw new PortalError('not_found', 'The connection of this run is gone.')
  try {
    const ending = { databricksJobId, databricksRunId }
    await withWorkspace(connection, (workspace) => endNow(workspace, ending), runId)
  } catch (thrown) {
    if (!(thrown instanceof PortalError) || !isPassing(thrown)) throw thrown
    log('warn', 'run.cancel_left_to_follower', { runId, ...describeError(thrown) })
  }
}

async function endNow(workspace: Workspace, ending: Parameters<typeof askToEnd>[1]): Promise<void> {
  if (!(await admitted(workspace.origin))) throw await closedError(workspace.origin)
  await askToEnd(workspace, ending)
}

/** From its commit on, whoever submits or follows the run knows of it. */
function keepRequest(viewer: Viewer, run: RunRow) {
  return inTransaction(async (trx) => {
    const at = new Date()
    await wake(trx, 'poll_groups', run.connectionId)
    const stands = await requestCancel(trx, run.id, at)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'run.cancel',
      target: `run:${run.id}`,
      outcome: 'done',
    })
    if (stands.databricksRunId === undefined) await wake(trx, 'runs', run.id)
    await notify(trx, WORK_DUE, 'runs')
    await notify(trx, RUN_CHANGED, `${run.id} ${run.personId}`)
    return stands
  })
}
