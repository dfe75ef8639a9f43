import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { isActive, isUnsubmitted } from '@/lib/runs/run-state'
import type { RunRow } from '@/lib/runs/run-view'
import { insertAudit } from '@/lib/store/audit'
import { selectConnection, selectConnectionOf } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { RUN_CHANGED, WORK_DUE } from '@/lib/store/run-dispatch'
import { lockUnsent, requestCancel, selectRun } from '@/lib/store/run-views'
import { askToEnd } from './ask-to-end'
import { cancelRun } from './cancel-run'

/**
 * Ends a run for an Admin. What was never sent ends here; what Databricks has is ended with the Admin's own token, and Databricks
 * decides: nobody acts with another person's.
 * @throws PortalError not_permitted, not_found, databricks_busy while it is being sent, what withWorkspace throws
 */
export async function cancelAsAdmin(viewer: Viewer, runId: string): Promise<void> {
  await demandRole(viewer, 'Portal.Admin', { action: 'run.cancel', target: `run:${runId}` })
  const run = await query((db) => selectRun(db, runId))
  if (!run) throw new PortalError('not_found', 'There is no such run.')
  if (run.personId === viewer.personId) return cancelRun(viewer, runId)
  if (!isActive(run.state) || (await endUnsent(viewer, run))) return
  if (isUnsubmitted(run.state) || run.databricksRunId === undefined) {
    throw new PortalError('databricks_busy', 'It is not known yet whether Databricks has the run.')
  }
  const { connectorId } = (await query((db) => selectConnection(db, run.connectionId))) ?? {}
  const own = connectorId
    ? await query((db) => selectConnectionOf(db, { personId: viewer.personId, connectorId }))
    : undefined
  if (!own) throw new PortalError('connection_removed', 'The Admin is not connected to this workspace.')
  const ending = { databricksJobId: run.databricksJobId, databricksRunId: run.databricksRunId }
  await record(viewer, run)
  await withWorkspace(own, (workspace) => askToEnd(workspace, ending), runId)
}

/** A press of which nothing was sent, to whomever it belongs: no token is needed to leave it. */
async function endUnsent(viewer: Viewer, run: RunRow): Promise<boolean> {
  return inTransaction(async (trx) => {
    await wake(trx, 'poll_groups', run.connectionId)
    if (!(await lockUnsent(trx, run.id))) return false
    await requestCancel(trx, run.id, new Date())
    await insertAudit(trx, cancelled(viewer, run))
    await wake(trx, 'runs', run.id)
    await notify(trx, WORK_DUE, 'runs')
    await notify(trx, RUN_CHANGED, `${run.id} ${run.personId}`)
    return true
  })
}

async function record(viewer: Viewer, run: RunRow): Promise<void> {
  await query((db) => insertAudit(db, cancelled(viewer, run)))
}

function cancelled(viewer: Viewer, { id }: RunRow) {
  return { actor: actorOf(viewer), action: 'run.cancel', target: `run:${id}`, outcome: 'done' } as const
}
