import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import { principalOf } from '@/lib/connectors/security'
import { mayHaveActed } from '@/lib/databricks/acted'
import type { DatabricksRun } from '@/lib/databricks/run'
import { getRun, repairRun as repairAtDatabricks } from '@/lib/databricks/runs'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { mayStart } from '@/lib/flows/audience'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import { isRepairable } from '@/lib/runs/repair'
import { isFinal, runStatus } from '@/lib/runs/run-status'
import type { RunRow } from '@/lib/runs/run-view'
import { insertAudit } from '@/lib/store/audit'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { insertRepair, keepRepairId, settleRepair } from '@/lib/store/repairs'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { type Dispatch, selectDispatch } from '@/lib/store/run-moves'
import { selectRun } from '@/lib/store/run-views'
import { demandOwner, permittedRun } from './permitted-run'
import { lastRepairOf } from './settle-repair'

/**
 * Runs the failed tasks of an ended run again, and what depends on them, in the same run and with its parameters as Databricks has
 * them. It is asked for once: Databricks takes no token for it, so where the answer is lost the run's history is read, by whoever
 * follows it. What Databricks refuses leaves the run as it was.
 * @throws PortalError not_found, not_permitted; conflict when it cannot be repaired, or goes on already; what withWorkspace throws
 */
export async function repairRun(viewer: Viewer, runId: string): Promise<void> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  await demandOwner(viewer, run, 'run.repair')
  const dispatch = await demandRepairable(viewer, run)
  const connection = await query((db) => selectConnection(db, run.connectionId))
  if (!connection) throw new PortalError('not_found', 'The connection of this run is gone.')
  demandSameCaller(run, connection)
  const seen = await withWorkspace(connection, (workspace) => readEnded(workspace, run), runId)
  await keepIntent(viewer, run, dispatch, lastRepairOf(seen))
  try {
    const { repairId } = await withWorkspace(connection, (workspace) => ask(workspace, seen), runId)
    await query((db) => keepRepairId(db, runId, repairId))
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    if (mayBeHeard(thrown)) return log('warn', 'run.repair_in_doubt', { runId, ...describeError(thrown) })
    await query((db) => settleRepair(db, runId, { error: { code: thrown.code, facts: thrown.facts } }))
    throw thrown
  } finally {
    await lookSoon(connection)
  }
}

/** Who may not press the flow any more may not go on with a run of it either (AUTHZ-8). */
async function demandRepairable(viewer: Viewer, run: RunRow): Promise<Dispatch> {
  const dispatch = await query((db) => selectDispatch(db, run.id))
  if (!dispatch || !isRepairable(run, dispatch.definition))
    throw new PortalError('conflict', 'It cannot be repaired.')
  if (mayStart({ ...viewer, ...dispatch.person }, dispatch.rights)) return dispatch
  const asked = { action: 'run.repair', target: `run:${run.id}`, reason: 'not_permitted' } as const
  await recordRefusal(actorOf(viewer), asked)
  throw new PortalError('not_permitted', 'The flow is not for this person any more.')
}

/** As somebody else it would not be the work that was agreed to. */
function demandSameCaller({ principal }: RunRow, { security }: Connection): void {
  if (principalOf(security)?.clientId === principal?.clientId) return
  throw new PortalError('conflict', 'The connector calls as somebody else by now.')
}

async function readEnded(workspace: Workspace, { databricksRunId = '' }: RunRow): Promise<DatabricksRun> {
  if (!(await admitted(workspace.origin))) throw await closedError(workspace.origin)
  const seen = await getRun(workspace, databricksRunId, { includeHistory: true })
  if (!isFinal(runStatus(seen))) throw new PortalError('conflict', 'Databricks says that the run is at work.')
  return seen
}

/** Before the call (RUN-1): from here on the run is followed again, whatever becomes of it. */
async function keepIntent(
  viewer: Viewer,
  run: RunRow,
  { stepId, step }: Dispatch,
  afterRepairId: string | undefined,
) {
  const timesOutAt = step.timeout === undefined ? null : new Date(Date.now() + step.timeout * 60_000)
  await inTransaction(async (trx) => {
    if (!(await insertRepair(trx, { runId: run.id, stepId, afterRepairId, timesOutAt })))
      throw new PortalError('conflict', 'The run goes on already.')
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'run.repair',
      target: `run:${run.id}`,
      outcome: 'done',
      correlationId: run.databricksRunId,
    })
  })
}

/** Parameters are sent again, or the tasks would find none; Databricks has them all, also those that the portal keeps no more. */
function ask(workspace: Workspace, { runId, jobParameters, ...seen }: DatabricksRun) {
  const values = jobParameters.map((it) => [it.name, it.value ?? it.default ?? ''] as const)
  const latestRepairId = lastRepairOf({ runId, jobParameters, ...seen })
  return repairAtDatabricks(workspace, {
    ...{ runId, rerunDependentTasks: true },
    ...(values.length > 0 && { jobParameters: Object.fromEntries(values) }),
    ...(latestRepairId !== undefined && { latestRepairId }),
  })
}

function mayBeHeard(error: PortalError): boolean {
  return error.code.startsWith('databricks_') && mayHaveActed(error)
}

async function lookSoon({ id }: Connection): Promise<void> {
  await query(async (db) => {
    await wake(db, 'poll_groups', id)
    await notify(db, WORK_DUE, 'poll_groups')
  })
}
