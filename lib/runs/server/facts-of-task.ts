import 'server-only'
import type { DatabricksTask } from '@/lib/databricks/task'
import { runPageUrl } from '@/lib/runs/run-page-url'
import { firstOf } from '@/lib/runs/storable-text'
import type { Iterations, TaskFacts } from '@/lib/runs/task-facts'
import { settingsDigest } from './settings-digest'

const ERROR_CHARACTERS = 500
/** Half of it: enough to tell any two apart. */
const DIGEST_CHARACTERS = 32
/** Databricks keeps three samples. */
const MOST_ERRORS = 3
const USUAL = 'ALL_SUCCESS'

/** What there is to know of an attempt besides its end. `origin`: of the workspace, whose links alone are kept (IO-10). */
export function factsOf(task: DatabricksTask, origin: string): TaskFacts {
  const { runIf, runJobTask, told, compute } = task
  const pageUrl = runPageUrl(task.runPageUrl, origin)
  const phases = phasesOf(task)
  const outcomes = task.dependsOn.flatMap(({ taskKey, outcome }) => (outcome ? [[taskKey, outcome] as const] : []))
  const iterations = iterationsOf(task)
  return {
    ...(Object.keys(phases).length > 0 && { phases }),
    ...(outcomes.length > 0 && { outcomes: Object.fromEntries(outcomes) }),
    ...(runIf && runIf !== USUAL && { runIf }),
    ...(iterations && { iterations }),
    ...(runJobTask?.jobId && { jobId: runJobTask.jobId }),
    ...(pageUrl && { pageUrl }),
    ...(told && { settings: settingsDigest(told).slice(0, DIGEST_CHARACTERS) }),
    ...(compute && { compute }),
  }
}

function phasesOf({ queueDuration, setupDuration, executionDuration, cleanupDuration }: DatabricksTask) {
  const all = { queue: queueDuration, setup: setupDuration, work: executionDuration, cleanup: cleanupDuration }
  return Object.fromEntries(Object.entries(all).filter(([, ms]) => ms !== undefined))
}

function iterationsOf({ forEachTask }: DatabricksTask): Iterations | undefined {
  const stats = forEachTask?.stats
  const counts = stats?.taskRunStats
  if (!counts) return undefined
  const { totalIterations = 0, activeIterations = 0, succeededIterations = 0, failedIterations = 0 } = counts
  return {
    ...{ total: totalIterations, active: activeIterations },
    ...{ succeeded: succeededIterations, failed: failedIterations },
    errors: stats.errorMessageStats.slice(0, MOST_ERRORS).map(({ count = 1, errorMessage = '' }) => ({
      count,
      message: firstOf(errorMessage, ERROR_CHARACTERS),
    })),
  }
}
