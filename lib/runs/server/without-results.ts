import 'server-only'
import type { DatabricksRun } from '@/lib/databricks/run'
import type { DatabricksTask } from '@/lib/databricks/task'

/**
 * A run whose results are secret, as the portal may know it: how it and its tasks stand, when, by which ids and codes. Gone is each
 * text that may repeat what the code has read or computed: what is said of an end, what a condition compared or a task was told,
 * which a digest would give away too, what went wrong in iterations. Why a run waits is the workspace's own matter, and stays.
 */
export function withoutResults(run: DatabricksRun): DatabricksRun {
  return { ...run, ...withoutWords(run), tasks: run.tasks.map(taskWithoutResults), iterations: [] }
}

function taskWithoutResults(task: DatabricksTask): DatabricksTask {
  const { conditionTask, forEachTask } = task
  return {
    ...task,
    ...withoutWords(task),
    told: undefined,
    conditionTask: conditionTask && { ...conditionTask, op: undefined, left: undefined, right: undefined },
    forEachTask: forEachTask?.stats && { ...forEachTask, stats: { ...forEachTask.stats, errorMessageStats: [] } },
  }
}

function withoutWords({ status, state }: Pick<DatabricksTask, 'status' | 'state'>) {
  const details = status?.terminationDetails
  return {
    status: status && { ...status, terminationDetails: details && { ...details, message: undefined } },
    state: state && { ...state, stateMessage: undefined },
  }
}
