import { endingOfStop, UPSTREAM_CANCELED } from './endings.ts'
import type { Attempt, Ending, Stop } from './model.ts'

const CANCEL_MS = 300

/** The attempt as it ends when it is stopped at a moment; one that is done by then, or cleaning up, stays as it is. */
export function cutAttempt(attempt: Attempt, at: number, active: Ending, blocked: Ending): Attempt {
  const { retryAt: _retryAt, condition: _condition, values: _values, ...rest } = attempt
  if (attempt.endedAt <= at || attempt.terminatingAt <= at) return attempt
  if (attempt.pendingAt > at) {
    return { ...rest, pendingAt: at, runningAt: at, terminatingAt: at, endedAt: at, ending: blocked, output: {} }
  }
  return {
    ...rest,
    runningAt: Math.min(attempt.runningAt, at),
    terminatingAt: at,
    endedAt: at + CANCEL_MS,
    ending: active,
    output: attempt.output.logs === undefined ? {} : { logs: attempt.output.logs },
    ...(attempt.iterations && { iterations: cutAll(attempt.iterations, at, active, blocked) }),
  }
}

/** All attempts of a run that is stopped: what had not begun never begins. */
export function stopAttempts(attempts: Attempt[], { at, kind }: Stop): Attempt[] {
  return cutAll(attempts, at, endingOfStop(kind), UPSTREAM_CANCELED).map((attempt) => {
    if (attempt.retryAt === undefined || attempt.retryAt <= at) return attempt
    const { retryAt: _, ...last } = attempt
    return last
  })
}

function cutAll(attempts: Attempt[], at: number, active: Ending, blocked: Ending): Attempt[] {
  return attempts
    .filter((attempt) => attempt.createdAt <= at)
    .map((attempt) => cutAttempt(attempt, at, active, blocked))
}
