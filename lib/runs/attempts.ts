/** One entry of a run's `tasks[]`: Databricks lists every attempt, so a `taskKey` occurs more than once. */
export interface Attempt {
  readonly taskKey: string
  readonly attemptNumber: number
  readonly startTime?: number | undefined
}

export interface TaskAttempts<T extends Attempt> {
  readonly latest: T
  /** Oldest first. */
  readonly earlier: readonly T[]
}

/** One element a task, in the order in which the tasks first appear. Positions within `tasks` mean nothing more. */
export function latestAttempts<T extends Attempt>(tasks: readonly T[]): TaskAttempts<T>[] {
  const byKey = Map.groupBy(tasks, (task) => task.taskKey)
  return [...byKey.values()].flatMap((attempts) => {
    const earlier = attempts.toSorted(byAge)
    const latest = earlier.pop()
    return latest ? [{ latest, earlier }] : []
  })
}

interface Kept {
  readonly taskKey: string
  readonly attempt: number
  readonly startedAt: number | undefined
}

/** The same of tasks as they are kept, all of one step. */
export function attemptsOf<T extends Kept>(tasks: readonly T[]): TaskAttempts<T & Attempt>[] {
  return latestAttempts(tasks.map((task) => ({ ...task, attemptNumber: task.attempt, startTime: task.startedAt })))
}

/** A repair may number its attempts anew, so the start decides where numbers are equal; not started is the newest. */
function byAge(a: Attempt, b: Attempt): number {
  const start = (attempt: Attempt) => attempt.startTime ?? Number.MAX_SAFE_INTEGER
  return a.attemptNumber - b.attemptNumber || start(a) - start(b)
}
