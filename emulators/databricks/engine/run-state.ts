import { UPSTREAM_CANCELED } from './endings.ts'
import type { Attempt, Ending, Id, Round, Run } from './model.ts'

export type Phase =
  | 'QUEUED'
  | 'BLOCKED'
  | 'PENDING'
  | 'RUNNING'
  | 'TERMINATING'
  | 'WAITING_FOR_RETRY'
  /** Over: the ending says how. */
  | 'ENDED'

/** `ending` is there from TERMINATING on. */
export interface View {
  phase: Phase
  ending?: Ending
}

export function viewOfAttempt(attempt: Attempt, now: number): View {
  if (now < attempt.pendingAt) return { phase: 'BLOCKED' }
  if (now < attempt.runningAt) return { phase: 'PENDING' }
  if (now < attempt.terminatingAt) return { phase: 'RUNNING' }
  if (now < attempt.endedAt) return { phase: 'TERMINATING', ending: attempt.ending }
  const waits = attempt.retryAt !== undefined && now < attempt.retryAt
  return waits ? { phase: 'WAITING_FOR_RETRY' } : { phase: 'ENDED', ending: attempt.ending }
}

export function viewOfRound(round: Round, now: number): View {
  const begun = round.attempts.filter((attempt) => attempt.terminatingAt > attempt.pendingAt)
  if (now < Math.min(...begun.map((attempt) => attempt.runningAt))) {
    if (now < round.workEndedAt) return { phase: 'PENDING' }
  }
  if (now < (round.input.stop?.at ?? round.workEndedAt) && now < round.workEndedAt) return { phase: 'RUNNING' }
  return { phase: now < round.endedAt ? 'TERMINATING' : 'ENDED', ending: round.ending }
}

export function viewOfRun(run: Run, now: number): View {
  if (run.unstarted) return { phase: 'ENDED', ending: run.unstarted.ending }
  const round = run.rounds.at(-1)
  return round ? viewOfRound(round, now) : { phase: 'QUEUED' }
}

export function isActive(run: Run, now: number): boolean {
  return viewOfRun(run, now).phase !== 'ENDED'
}

/** When the run left the queue, or when it was asked for while it is still there. */
export function startOf(run: Run): number {
  return run.rounds[0]?.input.startAt ?? run.createdAt
}

/** 0 while the run is active. */
export function endOf(run: Run, now: number): number {
  if (run.unstarted) return run.unstarted.at
  const end = run.rounds.at(-1)?.endedAt ?? Number.POSITIVE_INFINITY
  return end <= now ? end : 0
}

/** The attempts that have come into being, oldest round first. */
export function attemptsAt(run: Run, now: number): Attempt[] {
  if (run.rounds.length === 0) return waitingAttempts(run)
  return run.rounds.flatMap((round) => round.attempts).filter((attempt) => attempt.createdAt <= now)
}

/** A queued run shows its tasks as blocked; one cancelled in the queue, as never run. */
function waitingAttempts(run: Run): Attempt[] {
  const at = run.unstarted?.at ?? Number.POSITIVE_INFINITY
  return (run.queuedInput?.tasks ?? []).flatMap(({ task_key: taskKey }) => {
    const runId = run.taskRunIds[`${taskKey}/0`]
    if (runId === undefined) return []
    const moments = { createdAt: run.createdAt, pendingAt: at, runningAt: at, terminatingAt: at, endedAt: at }
    return {
      runId,
      taskKey,
      attemptNumber: 0,
      originalRunId: runId,
      ...moments,
      ending: UPSTREAM_CANCELED,
      output: {},
    }
  })
}

export interface FoundTask {
  attempt: Attempt
  round: Round | undefined
  /** The for-each task that this is an iteration of. */
  parent?: Attempt
}

/** A task run or an iteration of the run, by its id. */
export function findAttempt(run: Run, runId: Id, now: number): FoundTask | undefined {
  for (const attempt of attemptsAt(run, now)) {
    const round = run.rounds.find((candidate) => candidate.attempts.includes(attempt))
    if (attempt.runId === runId) return { attempt, round }
    const iteration = attempt.iterations?.find((candidate) => candidate.runId === runId && candidate.createdAt <= now)
    if (iteration) return { attempt: iteration, round, parent: attempt }
  }
  return undefined
}
