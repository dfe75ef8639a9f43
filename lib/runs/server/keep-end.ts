import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { needsThePerson } from '@/lib/connections/needs-person'
import type { DatabricksRun } from '@/lib/databricks/run'
import { getRunOutput, type RunOutput } from '@/lib/databricks/run-output'
import type { DatabricksTask } from '@/lib/databricks/task'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import { inParallel } from '@/lib/in-parallel'
import { describeError, log } from '@/lib/log'
import { stripAnsi } from '@/lib/runs/ansi'
import { latestAttempts } from '@/lib/runs/attempts'
import { failedTaskOf } from '@/lib/runs/explain'
import { endOf } from '@/lib/runs/next-step'
import { runStatus } from '@/lib/runs/run-status'
import { sqlOutput } from '@/lib/runs/sql-output'
import type { TaskLeft } from '@/lib/runs/step-results'
import { isPassing } from '@/lib/runs/submission'
import { presentOutput, type UnreadOutput } from '@/lib/runs/task-output'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { type FollowedRun, updateFollowedRun, updateStep } from '@/lib/store/followed-runs'
import { type TaskResult, type TaskSeen, updateTaskResult, upsertTasks } from '@/lib/store/kept-tasks'
import { demandLease, type Lease, LeaseLost } from '@/lib/store/lease'
import { endAttempt } from './end-attempt'
import { forget, standingOf, stepSeen, taskSeen } from './keep-seen'

/** Tasks that leave no output of their own. */
const WITHOUT_OUTPUT = new Set(['condition_task', 'for_each_task', 'run_job_task'])

const NOT_HANDED_OUT: UnreadOutput = { kind: 'unread', because: 'not handed out' }
const IN_ARTIFACTS: UnreadOutput = { kind: 'unread', because: 'dbt' }

/** For so long after a run's end its outputs are asked for, if the workspace cannot give them now. */
const OUTPUT_PATIENCE_MS = 24 * 60 * 60_000
const OUTPUTS_AT_ONCE = 4
const OUTPUT_MS = 20_000
const ONCE = { attempts: 1, windowMs: 0 }

/** The tasks of an ended run whose outputs are to be kept: none of a step whose results are secret. */
export function tasksToRead({ secretResults }: FollowedRun, { tasks }: DatabricksRun): DatabricksTask[] {
  if (secretResults) return []
  return latestAttempts(tasks)
    .map(({ latest }) => latest)
    .filter((task) => !WITHOUT_OUTPUT.has(task.kind) && runStatus(task) !== 'Skipped')
}

/**
 * Stores the end of a run with all outputs, and what comes after it, once and in one transaction: Databricks removes runs after
 * 60 days (RUN-10).
 * Outputs are read first; if one cannot be had now, the run is followed on and the next look tries again.
 * @throws PortalError of the workspace; LeaseLost
 */
export async function keepEnd(
  lease: Lease,
  workspace: Workspace,
  run: FollowedRun,
  {
    seen,
    results: read,
  }: { readonly seen: DatabricksRun; readonly results?: (() => Promise<TaskResult>) | undefined },
): Promise<void> {
  const step = stepSeen(workspace.origin, run, seen)
  const endedAt = step.endedAt ?? new Date()
  const patient = Date.now() - endedAt.getTime() < OUTPUT_PATIENCE_MS
  const readTask = (task: DatabricksTask) => orUnread(run, task, patient, read ?? (() => readOutput(workspace, task)))
  const tasks = seen.tasks.map((task, position) => taskSeen(task, position, workspace.origin))
  const results = await inParallel(tasksToRead(run, seen), OUTPUTS_AT_ONCE, readTask)
  const { status } = step
  const ended = {
    ...{ end: endOf(status), status, endedAt, startedAt: step.startedAt, startedId: run.databricksRunId },
    message: results.find((result) => result.error)?.error ?? step.stateMessage,
    tasks: results.filter((result) => result.output?.kind !== 'unread').map(leftOf),
    told: { ...step, ...errorOf(tasks, results) },
  }
  await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    await updateStep(trx, run.stepId, { ...step, endedAt })
    await upsertTasks(trx, run.stepId, tasks)
    for (const result of results) await updateTaskResult(trx, run.stepId, result)
    if (await endAttempt(trx, standingOf(run), ended)) return
    const over = { move: 'end', at: run, status, startedAt: step.startedAt, endedAt } as const
    if (!(await updateFollowedRun(trx, run.runId, over))) throw new LeaseLost('The run has ended already')
    await forgetNeedlessTokens(trx, run.personId)
    await insertAudit(trx, {
      actor: { ...PORTAL, personId: run.personId },
      action: 'run.end',
      target: `run:${run.runId}`,
      outcome: 'done',
      correlationId: run.databricksRunId,
      details: { status },
    })
  })
  forget(run.runId)
}

/** Of the task that explains a failure. */
function errorOf(tasks: readonly TaskSeen[], results: readonly TaskResult[]) {
  const told = tasks.map((task) => {
    const isOf = (result: TaskResult) => result.taskKey === task.taskKey && result.attempt === task.attempt
    const { error, errorTrace } = results.find(isOf) ?? { error: undefined, errorTrace: undefined }
    return { status: task.status, error, errorTrace }
  })
  const { error, errorTrace } = failedTaskOf(told) ?? { error: undefined, errorTrace: undefined }
  return { error, errorTrace }
}

/** A statement leaves rows, and no text of its own. */
function leftOf({ taskKey, outputText, firstRow }: TaskResult): TaskLeft {
  return firstRow
    ? { taskKey, text: undefined, firstRow }
    : { taskKey, text: outputText === undefined ? undefined : stripAnsi(outputText) }
}

async function readOutput(workspace: Workspace, task: DatabricksTask): Promise<TaskResult> {
  const signal = AbortSignal.timeout(OUTPUT_MS)
  const output = await getRunOutput(workspace, task.runId, { retry: ONCE, signal })
  const result = resultOf(task, output)
  return output.sqlOutput ? { ...result, output: sqlOutput(output.sqlOutput, workspace.origin) } : result
}

/** What will not be had any more is kept as such, so that nobody takes it for a task without a result. */
async function orUnread(
  run: FollowedRun,
  task: DatabricksTask,
  patient: boolean,
  read: () => Promise<TaskResult>,
): Promise<TaskResult> {
  try {
    return await read()
  } catch (thrown) {
    if (!(thrown instanceof PortalError) || (patient && isWorthWaiting(thrown))) throw thrown
    log('info', 'follow.no_output', { runId: run.runId, task: task.taskKey, ...describeError(thrown) })
    return {
      ...taskOf(task),
      ...{ output: NOT_HANDED_OUT, outputText: undefined, error: undefined, errorTrace: undefined },
    }
  }
}

/** One that is too large or of another shape would come again; a token that is refused concerns the connection. */
function isWorthWaiting(error: PortalError): boolean {
  const { reason } = error.facts
  if (error.code === 'databricks_odd_answer') return reason === 'broken' || reason === 'html'
  return isPassing(error) || needsThePerson(error.code)
}

/** A value is kept plain; a log and a trace with their colours, which is how their writer meant them to be read. */
function resultOf(task: DatabricksTask, output: RunOutput): TaskResult {
  const { notebookResult, logs } = output
  const text = notebookResult === undefined ? logs : stripAnsi(notebookResult)
  const truncated = notebookResult === undefined ? output.logsTruncated : output.truncated
  const none = task.kind === 'dbt_task' && !output.error ? IN_ARTIFACTS : undefined
  return {
    ...taskOf(task),
    output: text === undefined ? none : presentOutput(text, truncated),
    outputText: text,
    error: output.error && stripAnsi(output.error),
    errorTrace: output.errorTrace,
  }
}

function taskOf({ taskKey, attemptNumber }: DatabricksTask): Pick<TaskResult, 'taskKey' | 'attempt'> {
  return { taskKey, attempt: attemptNumber }
}
