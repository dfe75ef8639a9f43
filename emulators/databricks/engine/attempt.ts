import { evaluateCondition } from './condition.ts'
import { CANCELED_BY_PERSON, endingOfOutcome, failed, TIMED_OUT } from './endings.ts'
import { playIterations } from './iterations.ts'
import type { Attempt, Ending, Id, Outcome, TaskScript, TaskSettings } from './model.ts'
import { taskOutput } from './output.ts'
import { type References, resolveText } from './references.ts'
import { cutAttempt } from './stop.ts'

const SETUP_MS = 800
const DURATION_MS = 2000
const CLEANUP_MS = 200
/** Stands for "for ever" in `max_retries: -1`, since a plan must end. */
const MANY_RETRIES = 20

export interface TaskStart {
  task: TaskSettings
  script: TaskScript
  /** The row of the first attempt appears, as BLOCKED; then its dependencies are done. */
  createdAt: number
  readyAt: number
  firstNumber: number
  references: References
  taskStops: Record<Id, number>
  idOf(part: string | number): Id
}

/** All attempts of one task, retries included. */
export function playTask(start: TaskStart): Attempt[] {
  const attempts: Attempt[] = []
  for (let number = start.firstNumber; ; number += 1) {
    const before = attempts.at(-1)
    const attempt = playAttempt(start, number, before)
    attempts.push(attempt)
    if (!retries(start.task, attempt, number - start.firstNumber)) return attempts
    attempt.retryAt = attempt.endedAt + (start.task.min_retry_interval_millis ?? 0)
  }
}

/** The row of a task that ends without running. */
export function neverRan(start: TaskStart, ending: Ending): Attempt {
  return { ...blank(start, start.firstNumber), ...momentsFrom(start.readyAt, 0, 0, 0), ending, output: {} }
}

function playAttempt(start: TaskStart, number: number, before: Attempt | undefined): Attempt {
  const pendingAt = before?.retryAt ?? start.readyAt
  const row = {
    ...blank(start, number),
    ...(before && { createdAt: pendingAt, originalRunId: before.originalRunId }),
  }
  const attempt = timedOut(start.task, perform(start, row, pendingAt, number))
  const stoppedAt = start.taskStops[attempt.runId]
  return stoppedAt === undefined ? attempt : cutAttempt(attempt, stoppedAt, CANCELED_BY_PERSON, CANCELED_BY_PERSON)
}

type Row = Pick<Attempt, 'runId' | 'taskKey' | 'attemptNumber' | 'originalRunId' | 'createdAt'>

function blank({ task, createdAt, idOf }: TaskStart, number: number): Row {
  const runId = idOf(number)
  return { runId, taskKey: task.task_key, attemptNumber: number, originalRunId: runId, createdAt }
}

function momentsFrom(pendingAt: number, setupMs: number, durationMs: number, cleanupMs: number) {
  const runningAt = pendingAt + setupMs
  const terminatingAt = runningAt + durationMs
  return { pendingAt, runningAt, terminatingAt, endedAt: terminatingAt + cleanupMs }
}

/** What the attempt does when nobody stops it. */
function perform(start: TaskStart, row: Row, pendingAt: number, number: number): Attempt {
  const { task, script, references } = start
  if (task.condition_task) return decideCondition(start, row, pendingAt)
  const { setupMs = SETUP_MS, durationMs = DURATION_MS, cleanupMs = CLEANUP_MS } = script
  if (task.for_each_task) {
    const runningAt = pendingAt + setupMs
    const { iterations, endedAt, ending } = playIterations(start, runningAt, `${number}`)
    return {
      ...row,
      ...momentsFrom(pendingAt, setupMs, endedAt - runningAt, cleanupMs),
      iterations,
      ending,
      output: {},
    }
  }
  const { ending, output } = taskOutput(script, references, endingOfOutcome(outcomeAt(script.outcome, number)))
  return {
    ...row,
    ...momentsFrom(pendingAt, setupMs, durationMs, cleanupMs),
    ending,
    output,
    ...(script.values && { values: script.values }),
  }
}

function decideCondition({ task, script, references }: TaskStart, row: Row, pendingAt: number): Attempt {
  const { op = '', left = '', right = '' } = task.condition_task ?? {}
  const resolved = { op, left: resolveText(left, references), right: resolveText(right, references) }
  const moments = momentsFrom(pendingAt, 0, script.durationMs ?? 300, 0)
  const answer = evaluateCondition(resolved)
  if (answer === undefined) {
    const error = `Failed to compare '${resolved.left}' with '${resolved.right}': both operands must be numbers.`
    return { ...row, ...moments, ending: failed(error), output: { error } }
  }
  const condition = { ...resolved, outcome: answer ? ('true' as const) : ('false' as const) }
  return { ...row, ...moments, ending: endingOfOutcome('SUCCESS'), output: {}, condition }
}

function outcomeAt(outcome: TaskScript['outcome'], number: number): Outcome {
  if (!Array.isArray(outcome)) return outcome ?? 'SUCCESS'
  return outcome[number] ?? outcome.at(-1) ?? 'SUCCESS'
}

/** The task's own limit, counted from the start of its set-up. */
function timedOut(task: TaskSettings, attempt: Attempt): Attempt {
  const limitMs = (task.timeout_seconds ?? 0) * 1000
  if (limitMs === 0 || attempt.pendingAt + limitMs >= attempt.terminatingAt) return attempt
  return cutAttempt(attempt, attempt.pendingAt + limitMs, TIMED_OUT, TIMED_OUT)
}

function retries(task: TaskSettings, { ending }: Attempt, done: number): boolean {
  const limit = task.max_retries === -1 ? MANY_RETRIES : (task.max_retries ?? 0)
  if (task.condition_task || done >= limit) return false
  return ending.result === 'TIMEDOUT' ? task.retry_on_timeout === true : ending.result === 'FAILED'
}
