import type { Attempt, Round, RoundInput, Run, TaskScript, TaskSettings } from '@/emulators/databricks/engine/model'
import { planRound } from '@/emulators/databricks/engine/plan'
import { startRun } from '@/emulators/databricks/engine/run'

export const T0 = 1_000_000

/** A task of 100 ms set-up, 1000 ms work and no clean-up, unless said otherwise. */
const SCRIPT: TaskScript = { setupMs: 100, durationMs: 1000, cleanupMs: 0 }

export function task(task_key: string, after: string[] = [], rest: Partial<TaskSettings> = {}): TaskSettings {
  return { task_key, notebook_task: {}, depends_on: after.map((key) => ({ task_key: key })), ...rest }
}

export function input(tasks: TaskSettings[], scripts: Record<string, TaskScript> = {}): RoundInput {
  return {
    tasks,
    scripts: Object.fromEntries(tasks.map(({ task_key }) => [task_key, { ...SCRIPT, ...scripts[task_key] }])),
    selected: tasks.map(({ task_key }) => task_key),
    startAt: T0,
    timeoutMs: 0,
    parameters: {},
    facts: {},
    taskStops: {},
  }
}

export function plan(roundInput: RoundInput, earlier: Attempt[] = []): Omit<Round, 'repairId'> {
  return planRound(roundInput, earlier, (key, part) => `${key}/${part}`)
}

export function lastAttempt({ attempts }: Pick<Round, 'attempts'>, key: string): Attempt {
  const attempt = attempts.findLast(({ taskKey }) => taskKey === key)
  if (!attempt) throw new Error(`no attempt of ${key}`)
  return attempt
}

/** How each task ended, last attempt only. */
export function resultsOf({ attempts }: Pick<Round, 'attempts'>): Record<string, string | undefined> {
  return Object.fromEntries(attempts.map(({ taskKey, ending }) => [taskKey, ending.result]))
}

export function counter(): () => string {
  let last = 100
  return () => String(++last)
}

export function newRun(runId: string, createdAt = T0): Run {
  const rest = { jobId: '1', runName: 'job', creator: 'user@contoso.example', jobParameters: [], rounds: [] }
  return { runId, createdAt, ...rest, taskRunIds: {} }
}

export function startedRun(roundInput: RoundInput, newId = counter()): Run {
  const run = newRun('1', roundInput.startAt)
  startRun(run, roundInput, newId)
  return run
}
