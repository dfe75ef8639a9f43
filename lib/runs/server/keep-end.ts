import 'server-only'
import type { DatabricksRun } from '@/lib/databricks/run'
import { getRunOutput, type RunOutput } from '@/lib/databricks/run-output'
import type { DatabricksTask } from '@/lib/databricks/task'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { newId } from '@/lib/new-id'
import { stripAnsi } from '@/lib/runs/ansi'
import { latestAttempts } from '@/lib/runs/attempts'
import { runStatus } from '@/lib/runs/run-status'
import { presentOutput } from '@/lib/runs/task-output'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import {
  type FollowedRun,
  type TaskResult,
  updateFollowedRun,
  updateStep,
  updateTaskResult,
  upsertTasks,
} from '@/lib/store/followed-runs'
import { forget, stepSeen, taskSeen } from './keep-seen'

/** Tasks that leave no output of their own. */
const WITHOUT_OUTPUT = new Set(['condition_task', 'for_each_task', 'run_job_task'])

/**
 * Stores the end of a run with all outputs, once and in one transaction: Databricks removes runs after 60 days (RUN-10).
 * Outputs are read first; if one cannot be had now, nothing is stored and the next look tries again.
 */
export async function keepEnd(workspace: Workspace, run: FollowedRun, seen: DatabricksRun): Promise<void> {
  const results = await readResults(workspace, run, seen)
  const step = stepSeen(workspace.origin, seen)
  const status = runStatus(seen)
  const endedAt = step.endedAt ?? new Date()
  await inTransaction(async (trx) => {
    await updateStep(trx, run.stepId, { ...step, endedAt })
    await upsertTasks(trx, run.stepId, seen.tasks.map(taskSeen))
    for (const result of results) await updateTaskResult(trx, run.stepId, result)
    const moved = await updateFollowedRun(trx, run.runId, {
      state: 'done',
      status,
      ...(run.runsAs ? { runsAs: run.runsAs } : {}),
      startedAt: step.startedAt,
      endedAt,
    })
    if (!moved) return
    await insertAudit(trx, {
      id: newId(),
      at: new Date(),
      actorId: run.personId,
      actorName: undefined,
      action: 'run.end',
      target: `run:${run.runId}`,
      outcome: 'done',
      details: { status, databricksRunId: run.databricksRunId },
    })
  })
  forget(run.runId)
}

async function readResults(workspace: Workspace, run: FollowedRun, seen: DatabricksRun): Promise<TaskResult[]> {
  const results: TaskResult[] = []
  for (const { latest } of latestAttempts(seen.tasks)) {
    if (WITHOUT_OUTPUT.has(latest.kind) || runStatus(latest) === 'Skipped') continue
    const output = await readOutput(workspace, run, latest)
    if (output) results.push(resultOf(latest, output))
  }
  return results
}

async function readOutput(
  workspace: Workspace,
  run: FollowedRun,
  task: DatabricksTask,
): Promise<RunOutput | undefined> {
  try {
    return await getRunOutput(workspace, task.runId)
  } catch (thrown) {
    if (!(thrown instanceof PortalError) || !NOT_TO_BE_HAD.has(thrown.code)) throw thrown
    log('info', 'follow.no_output', { runId: run.runId, task: task.taskKey, ...describeError(thrown) })
    return undefined
  }
}

/** Asking again would bring the same answer. */
const NOT_TO_BE_HAD = new Set([
  'databricks_missing',
  'databricks_refused',
  'databricks_no_right',
  'databricks_odd_answer',
])

function resultOf(task: DatabricksTask, output: RunOutput): TaskResult {
  const text = output.notebookResult ?? output.logs
  const truncated = output.notebookResult === undefined ? output.logsTruncated : output.truncated
  return {
    taskKey: task.taskKey,
    attempt: task.attemptNumber,
    output: text === undefined ? undefined : presentOutput(stripAnsi(text), truncated),
    outputText: text === undefined ? undefined : stripAnsi(text),
    error: output.error && stripAnsi(output.error),
    errorTrace: output.errorTrace && stripAnsi(output.errorTrace),
  }
}
