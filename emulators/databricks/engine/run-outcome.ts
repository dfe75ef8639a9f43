import { CANCELED_BY_PERSON, categoryOf, runFailed, SUCCEEDED, SUCCEEDED_WITH_FAILURES } from './endings.ts'
import { keysBefore } from './graph.ts'
import type { Attempt, Ending, TaskSettings } from './model.ts'

/** A job run ends as its leaf tasks do; a failure that no leaf shares makes it a success with failures. */
export function endingOfRun(tasks: TaskSettings[], latest: ReadonlyMap<string, Attempt>): Ending {
  const enabled = tasks.filter((task) => latest.get(task.task_key)?.ending.result !== 'DISABLED')
  const endings = enabled.flatMap((task) => latest.get(task.task_key) ?? [])
  const unwell = endings.filter(({ ending }) => !isWell(ending))
  if (unwell.length === 0) return SUCCEEDED
  const inner = new Set(enabled.flatMap(keysBefore))
  const leaves = unwell.filter(({ taskKey }) => !inner.has(taskKey))
  if (leaves.length === 0) return SUCCEEDED_WITH_FAILURES
  if (!leaves.some(({ ending }) => categoryOf(ending) === 'failed')) return CANCELED_BY_PERSON
  return failureOf(unwell)
}

function isWell(ending: Ending): boolean {
  const category = categoryOf(ending)
  return category === 'success' || category === 'excluded'
}

/** The text names the first task that failed by itself. */
function failureOf(unwell: Attempt[]): Ending {
  const [first] = unwell
    .filter(({ ending }) => categoryOf(ending) === 'failed' && ending.result !== 'UPSTREAM_FAILED')
    .sort((a, b) => a.endedAt - b.endedAt)
  if (!first) return runFailed('Task failed.')
  const skipped = unwell.some(({ ending }) => ending.result === 'UPSTREAM_FAILED')
  const tail = skipped ? ' This caused all downstream tasks to get skipped.' : ''
  const { message, code, type, lifeCycle } = first.ending
  const failure = runFailed(`Task ${first.taskKey} failed with message: ${message.replace(/\.$/, '')}.${tail}`)
  return lifeCycle === 'INTERNAL_ERROR' ? { ...failure, code, type } : failure
}
