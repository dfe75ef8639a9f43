import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { isActive } from '@/lib/runs/run-state'
import type { RunPulse, RunRow, StepRow, TaskRow } from '@/lib/runs/run-view'
import { query } from '@/lib/store/current'
import { selectFlowVersion } from '@/lib/store/flows'
import { notify } from '@/lib/store/notify'
import { watchGroup, watchRun } from '@/lib/store/poll-groups'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { selectSteps } from '@/lib/store/run-steps'
import { selectOutputText, selectRun, selectRunPulse, selectTasks } from '@/lib/store/run-views'
import { permittedRun } from './permitted-run'

export interface RunView {
  readonly run: RunRow
  /** The version of the flow that the run was started with. */
  readonly flow: Flow
  /** Every attempt of every step that was kept so far. */
  readonly steps: readonly StepRow[]
  /** Of the last attempt of each step. */
  readonly tasks: readonly TaskRow[]
  /** It ended so long ago that its results are not kept any more (OPS-7). */
  readonly resultsRemoved: boolean
}

/** A run with its tasks, and the flow as it was. @throws PortalError not_found */
export async function getRun(viewer: Viewer, runId: string): Promise<RunView> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  const [flow, steps, tasks] = await query((db) =>
    Promise.all([selectFlowVersion(db, run.flowId, run.flowVersion), selectSteps(db, runId), selectTasks(db, runId)]),
  )
  if (!flow) throw new PortalError('not_found', 'The flow of this run is gone.')
  return {
    run,
    flow,
    steps,
    tasks,
    resultsRemoved: Date.now() - (run.endedAt ?? Date.now()) > config().keepOutputsMs,
  }
}

/** Whether anything changed, for whoever has the page open; looking keeps the run at the quick pace. */
export async function getRunPulse(viewer: Viewer, runId: string): Promise<RunPulse> {
  const pulse = await permittedRun(viewer, runId, (db) => selectRunPulse(db, runId))
  if (isActive(pulse.state)) await watch(pulse)
  return pulse
}

async function watch({ id, connectionId }: RunPulse): Promise<void> {
  await query(async (db) => {
    await watchRun(db, id)
    if (await watchGroup(db, connectionId)) await notify(db, WORK_DUE, 'poll_groups')
  })
}

/** The whole text of a task's result, in the step at `position`: a statement's rows are CSV. @throws PortalError not_found */
export async function getOutputText(
  viewer: Viewer,
  runId: string,
  taskKey: string,
  position = 0,
): Promise<{ readonly text: string; readonly isCsv: boolean }> {
  const run = await permittedRun(viewer, runId, (db) => selectRunPulse(db, runId))
  const output = await query((db) => selectOutputText(db, run.id, { position, taskKey }))
  if (output === undefined) throw new PortalError('not_found', 'This task left no result.')
  return { text: output.text, isCsv: output.kind === 'sql_statement' }
}
