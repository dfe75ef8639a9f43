import { neverRan, playTask, type TaskStart } from './attempt.ts'
import { type Category, categoryOf, DISABLED, endingOfOutcome, endingOfStop, runFailed } from './endings.ts'
import { inOrder } from './graph.ts'
import type { Attempt, Ending, Id, Round, RoundInput, Stop, TaskSettings } from './model.ts'
import { type References, resolveText } from './references.ts'
import { decideRunIf } from './run-if.ts'
import { endingOfRun } from './run-outcome.ts'
import { stopAttempts } from './stop.ts'

const RUN_CLEANUP_MS = 400

/** Hands out the id of an attempt, the same one each time for the same part. */
export type IdOf = (taskKey: string, part: string | number) => Id

/**
 * Everything that will happen in a round, unless somebody steps in: then it is planned again with that in its input.
 * `earlier` are the attempts of the rounds before.
 */
export function planRound(input: RoundInput, earlier: Attempt[], idOf: IdOf): Omit<Round, 'repairId'> {
  const natural = playTasks(input, earlier, idOf)
  const stop = stopOf(input, natural)
  const attempts = stop ? stopAttempts(natural, stop) : natural
  const workEndedAt = Math.max(input.startAt, stop?.at ?? 0, ...attempts.map((attempt) => attempt.endedAt))
  const latest = new Map([...earlier, ...attempts].map((attempt) => [attempt.taskKey, attempt]))
  const ending = scripted(input, stop ? endingOfStop(stop.kind) : endingOfRun(input.tasks, latest))
  return { input, attempts, workEndedAt, endedAt: workEndedAt + RUN_CLEANUP_MS, ending }
}

function playTasks(input: RoundInput, earlier: Attempt[], idOf: IdOf): Attempt[] {
  const finished = new Map(earlier.map((attempt) => [attempt.taskKey, attempt]))
  const played: Attempt[] = []
  for (const task of inOrder(input.tasks) ?? []) {
    const key = task.task_key
    if (!input.selected.includes(key) && finished.has(key)) continue
    const attempts = playInTurn(input, task, finished, (part) => idOf(key, part))
    played.push(...attempts)
    const last = attempts.at(-1)
    if (last) finished.set(key, last)
  }
  return played
}

function playInTurn(
  input: RoundInput,
  task: TaskSettings,
  finished: ReadonlyMap<string, Attempt>,
  idOf: TaskStart['idOf'],
): Attempt[] {
  const given = { parameters: input.parameters, facts: input.facts, finished }
  const before = (task.depends_on ?? []).flatMap(({ task_key }) => finished.get(task_key) ?? [])
  const start: TaskStart = {
    task,
    script: input.scripts[task.task_key] ?? {},
    createdAt: input.startAt,
    readyAt: Math.max(input.startAt, ...before.map((attempt) => attempt.endedAt)),
    firstNumber: (finished.get(task.task_key)?.attemptNumber ?? -1) + 1,
    references: { ...given, widgets: widgetsOf(task, input, given) },
    taskStops: input.taskStops,
    idOf,
  }
  if (task.disabled || !input.selected.includes(task.task_key)) return [neverRan(start, DISABLED)]
  const decision = decideRunIf(task.run_if ?? 'ALL_SUCCESS', categoriesBefore(task, finished))
  return decision === 'run' ? playTask(start) : [neverRan(start, decision)]
}

function widgetsOf(
  { notebook_task }: TaskSettings,
  { parameters, notebookParams }: RoundInput,
  references: References,
): Record<string, string> {
  if (!notebook_task) return {}
  const { base_parameters: own = {} } = notebook_task as { base_parameters?: Record<string, string> }
  const resolved = Object.entries(own).map(([name, text]) => [name, resolveText(text, references)])
  return { ...Object.fromEntries(resolved), ...parameters, ...notebookParams }
}

/** A branch that the condition did not take counts as excluded. */
function categoriesBefore(task: TaskSettings, finished: ReadonlyMap<string, Attempt>): Category[] {
  return (task.depends_on ?? []).flatMap(({ task_key, outcome }) => {
    const attempt = finished.get(task_key)
    if (!attempt) return []
    const answer = attempt.condition?.outcome
    return outcome !== undefined && answer !== undefined && outcome !== answer
      ? 'excluded'
      : categoryOf(attempt.ending)
  })
}

const STOP_OF_OUTCOME = { TIMEDOUT: 'timeout', CANCELED: 'cancel', INTERNAL_ERROR: 'fault' } as const

/** The first of a cancel, the run's own time limit and a scripted end; undefined when the work is done before. */
function stopOf(input: RoundInput, attempts: Attempt[]): Stop | undefined {
  const stops: Stop[] = input.stop ? [input.stop] : []
  if (input.timeoutMs > 0) stops.push({ at: input.startAt + input.timeoutMs, kind: 'timeout' })
  if (input.outcome && input.outcome !== 'SUCCESS' && input.outcome !== 'FAILED') {
    const at = Math.max(input.startAt, ...attempts.map((attempt) => attempt.terminatingAt - 1))
    stops.push({ at, kind: STOP_OF_OUTCOME[input.outcome] })
  }
  const first = stops.sort((a, b) => a.at - b.at)[0]
  return first && attempts.some((attempt) => attempt.endedAt > first.at) ? first : undefined
}

/** A stop by a person wins over what the script says. */
function scripted(input: RoundInput, ending: Ending): Ending {
  if (input.stop && ending.code === 'USER_CANCELED') return ending
  if (input.outcome === undefined) return { ...ending, ...input.ending }
  const told = input.outcome === 'FAILED' ? runFailed('The run failed.') : endingOfOutcome(input.outcome)
  return { ...told, ...input.ending }
}
