import 'server-only'
import type { DatabricksTask } from './task'

/**
 * Numbers attempts so that no two of one task share a number: a repair may begin to count anew, and then the later start is the
 * later attempt. One that has not started is the last.
 */
export function withOwnNumbers(tasks: readonly DatabricksTask[]): DatabricksTask[] {
  const numbers = new Map<DatabricksTask, number>()
  for (const attempts of Map.groupBy(tasks, ({ taskKey }) => taskKey).values()) {
    let next = 0
    for (const attempt of attempts.toSorted(byAge)) {
      numbers.set(attempt, Math.max(next, attempt.attemptNumber))
      next = Math.max(next, attempt.attemptNumber) + 1
    }
  }
  return tasks.map((task) => ({ ...task, attemptNumber: numbers.get(task) ?? task.attemptNumber }))
}

function byAge(a: DatabricksTask, b: DatabricksTask): number {
  const start = (task: DatabricksTask) => task.startTime ?? Number.MAX_SAFE_INTEGER
  return start(a) - start(b) || a.attemptNumber - b.attemptNumber
}
