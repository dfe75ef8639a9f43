import { CANCELED_BY_PERSON } from './endings.ts'
import type { Attempt, Id, RoundInput, Run } from './model.ts'
import { planRound } from './plan.ts'
import { isActive } from './run-state.ts'

export type NewId = () => Id

/** Plans the run from this moment on: it leaves the queue, if it was in one. */
export function startRun(run: Run, input: RoundInput, newId: NewId): void {
  run.rounds = [planRound(input, [], idsOf(run, newId))]
}

/** Puts the run in line. Its task runs have their ids already. */
export function queueRun(run: Run, input: RoundInput, reason: string, newId: NewId): void {
  run.queueReason = reason
  run.queuedInput = input
  const idOf = idsOf(run, newId)
  for (const task of input.tasks) idOf(task.task_key, 0)
}

/** Adds a round in which the selected tasks run again. The caller has checked that the run is over. */
export function repairRun(run: Run, repairId: Id, input: RoundInput, newId: NewId): void {
  run.rounds.push({ repairId, ...planRound(input, attemptsOf(run.rounds), idsOf(run, newId)) })
}

/** Asks for the end of the whole run. One that is over, or ending, keeps its outcome. */
export function cancelRun(run: Run, at: number, newId: NewId): void {
  if (!isActive(run, at)) return
  if (run.rounds.length === 0) run.unstarted = { at, ending: CANCELED_BY_PERSON }
  else stepIn(run, (input) => ({ ...input, stop: input.stop ?? { at, kind: 'cancel' } }), newId)
}

/** Asks for the end of one task run; the tasks behind it follow their `run_if`. */
export function cancelTaskRun(run: Run, taskRunId: Id, at: number, newId: NewId): void {
  if (!isActive(run, at) || run.rounds.length === 0) return
  stepIn(run, (input) => ({ ...input, taskStops: { [taskRunId]: at, ...input.taskStops } }), newId)
}

/** Plans the latest round again, with something new in its input. */
function stepIn(run: Run, change: (input: RoundInput) => RoundInput, newId: NewId): void {
  const round = run.rounds.at(-1)
  if (!round) return
  Object.assign(round, planRound(change(round.input), attemptsOf(run.rounds.slice(0, -1)), idsOf(run, newId)))
}

function attemptsOf(rounds: Run['rounds']): Attempt[] {
  return rounds.flatMap((round) => round.attempts)
}

function idsOf(run: Run, newId: NewId) {
  return (taskKey: string, part: string | number): Id => {
    const name = `${taskKey}/${part}`
    const id = run.taskRunIds[name] ?? newId()
    run.taskRunIds[name] = id
    return id
  }
}
