import { categoryOf } from './engine/endings.ts'
import { withDependents } from './engine/graph.ts'
import type { Attempt, Id, Run } from './engine/model.ts'
import { repairRun } from './engine/run.ts'
import { isActive } from './engine/run-state.ts'
import { invalid, refusal } from './errors.ts'
import type { Job } from './job.ts'
import { jobParameterRows, roundInput, valuesOf } from './start.ts'
import type { WorkspaceState } from './state.ts'
import { readId, readStrings } from './wire/input.ts'
import { readRunParameters } from './wire/run-request.ts'

/** Runs some tasks of a finished run again, as job and tasks are set now. @throws Refusal 400 */
export function repair(state: WorkspaceState, run: Run, job: Job, body: Record<string, unknown>): Id {
  const now = state.clock.now()
  if (isActive(run, now))
    throw refusal(400, 'INVALID_STATE', `Run ${run.runId} is still active and cannot be repaired.`)
  if (run.rounds.length === 0)
    throw refusal(400, 'INVALID_STATE', `Run ${run.runId} never ran and cannot be repaired.`)
  checkLatest(run, body.latest_repair_id)
  const selected = readSelection(run, job, body)
  const { jobParameters, overriding } = readRunParameters(body)
  if (jobParameters) run.jobParameters = jobParameterRows(job, jobParameters)
  if (Object.keys(overriding).length > 0) run.overriding = overriding
  const repairId = state.newId()
  // Parameters that are not sent again are not there: the tasks see their references unresolved.
  const parameters = jobParameters ? valuesOf(run.jobParameters) : {}
  const notebookParams = overriding.notebook_params as Record<string, string> | undefined
  const input = roundInput({ job, runId: run.runId, startAt: now, selected, parameters, notebookParams })
  repairRun(run, repairId, input, state.taskRunIdsOf(run))
  return repairId
}

/** The first repair names none; each later one names the one before. */
function checkLatest(run: Run, value: unknown): void {
  const latest = run.rounds.at(-1)?.repairId
  const named = value === undefined || value === null ? undefined : readId(value, 'latest_repair_id')
  if (latest === named) return
  if (named === undefined) throw invalid('The latest repair ID needs to be provided in order to create a new repair')
  throw invalid(`The latest repair ID ${named} is not the latest repair of run ${run.runId}.`)
}

function readSelection(run: Run, job: Job, body: Record<string, unknown>): Set<string> {
  const keys = readStrings(body.rerun_tasks, 'rerun_tasks')
  const allFailed = body.rerun_all_failed_tasks === true
  if (keys && allFailed) throw invalid('Only one of rerun_tasks and rerun_all_failed_tasks can be set.')
  if (!keys && !allFailed) throw invalid('One of rerun_tasks and rerun_all_failed_tasks must be set.')
  const selected = keys ?? failedTasks(run)
  const unknown = selected.find((key) => !job.settings.tasks.some(({ task_key }) => task_key === key))
  if (unknown !== undefined) throw invalid(`Task '${unknown}' does not exist in this job.`)
  if (selected.length === 0) throw invalid('There are no tasks to rerun.')
  return body.rerun_dependent_tasks === true ? withDependents(job.settings.tasks, selected) : new Set(selected)
}

function failedTasks(run: Run): string[] {
  const latest = new Map<string, Attempt>(
    run.rounds.flatMap((round) => round.attempts).map((attempt) => [attempt.taskKey, attempt]),
  )
  const unwell = [...latest.values()].filter(({ ending }) => ['failed', 'canceled'].includes(categoryOf(ending)))
  return unwell.map(({ taskKey }) => taskKey)
}
