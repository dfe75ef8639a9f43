import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { isActive } from '@/lib/runs/run-state'
import type { RunPulse, RunRow, StepRow, TaskRow } from '@/lib/runs/run-view'
import type { UsualTimes } from '@/lib/runs/usual-times'
import { query } from '@/lib/store/current'
import { selectFlowVersion } from '@/lib/store/flows'
import { notify } from '@/lib/store/notify'
import { watchGroup, watchRun } from '@/lib/store/poll-groups'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { selectSteps } from '@/lib/store/run-steps'
import { selectOutputText, selectRun, selectRunPulse, selectTasks } from '@/lib/store/run-views'
import { selectUsualTimes } from '@/lib/store/usual-times'
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
  /** Of a run under way: how long its flow's runs take as a rule, where enough of them have shown it. */
  readonly usual: UsualTimes | undefined
}

/** A run with its tasks, and the flow as it was. @throws PortalError not_found */
export async function getRun(viewer: Viewer, runId: string): Promise<RunView> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  const [flow, steps, tasks, usual] = await query((db) =>
    Promise.all([
      selectFlowVersion(db, run.flowId, run.flowVersion),
      selectSteps(db, runId),
      selectTasks(db, runId),
      isActive(run.state) ? selectUsualTimes(db, run.flowId) : undefined,
    ]),
  )
  if (!flow) throw new PortalError('not_found', 'The flow of this run is gone.')
  return {
    run,
    flow,
    steps,
    tasks,
    usual,
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

/** The text that a task left, whole: a statement's rows are CSV, a log has the colours of a terminal. */
export interface TaskText {
  readonly text: string
  readonly isCsv: boolean
}

interface WhichTask {
  readonly runId: string
  readonly taskKey: string
  /** Of the step, from 0. */
  readonly position?: number
}

/** @throws PortalError not_found */
export async function getOutputText(viewer: Viewer, { runId, ...which }: WhichTask): Promise<TaskText> {
  const { id } = await permittedRun(viewer, runId, (db) => selectRunPulse(db, runId))
  return textOf(id, which)
}

/** The same with the run that the task is of. @throws PortalError not_found */
export async function getOutput(
  viewer: Viewer,
  { runId, ...which }: WhichTask,
): Promise<TaskText & { readonly run: RunRow }> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  return { run, ...(await textOf(run.id, which)) }
}

async function textOf(runId: string, { taskKey, position = 0 }: Omit<WhichTask, 'runId'>): Promise<TaskText> {
  const output = await query((db) => selectOutputText(db, runId, { taskKey, position }))
  if (output === undefined) throw new PortalError('not_found', 'This task left no result.')
  return { text: output.text, isCsv: output.kind === 'sql_statement' }
}
