import type { Run } from './model.ts'
import { isActive } from './run-state.ts'

export type Admission = 'start' | 'queue' | 'skip'

/** What becomes of a new run of a job. A limit of 0 lets none start. Those already in line go first. */
export function admit(runs: Run[], limit: number, mayQueue: boolean, now: number): Admission {
  const active = runs.filter((run) => isActive(run, now)).length
  if (active < limit) return 'start'
  return mayQueue && limit > 0 ? 'queue' : 'skip'
}

/**
 * Starts the runs in line whose turn came at or before `now`, each at the very moment of its turn, however late
 * anybody looks. `start` plans the run, and with it the moment when the next turn comes.
 */
export function advanceQueue(runs: Run[], limit: number, now: number, start: (run: Run, at: number) => void): void {
  for (const run of waitingOf(runs)) {
    const at = Math.max(run.createdAt, freeAt(runs, limit))
    if (at > now) return
    start(run, at)
  }
}

function waitingOf(runs: Run[]): Run[] {
  const waiting = runs.filter((run) => run.queuedInput && run.rounds.length === 0 && !run.unstarted)
  return waiting.sort((a, b) => a.createdAt - b.createdAt)
}

/** The first moment from which fewer than `limit` of the started runs are active. */
function freeAt(runs: Run[], limit: number): number {
  const ends = runs.flatMap((run) => run.rounds.at(-1)?.endedAt ?? []).sort((a, b) => b - a)
  return ends.length < limit ? 0 : (ends[limit - 1] ?? Number.POSITIVE_INFINITY)
}
