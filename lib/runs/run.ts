import type { RunStatus } from './run-status'

/**
 * Where the press is, as RUN-4 names it.
 * requested: the intent is kept. submitting: the call is under way. submitted: Databricks has it. running: seen at work.
 * unknown: the answer was lost and is being asked for again. refused: Databricks said no. lost: it can no longer be told.
 */
export type RunState = 'requested' | 'submitting' | 'submitted' | 'running' | 'done' | 'unknown' | 'refused' | 'lost'

/** `requested` and `submitting` are `done` without a start when they are cancelled before anything was sent (RUN-9). */
const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  requested: ['submitting', 'done', 'refused'],
  submitting: ['submitting', 'submitted', 'unknown', 'done', 'refused', 'lost'],
  unknown: ['unknown', 'submitting', 'lost'],
  submitted: ['running', 'done', 'lost'],
  running: ['running', 'done', 'lost'],
  done: [],
  refused: [],
  lost: [],
}

/** Only forward moves; a press in doubt is sent again, and so alternates between `submitting` and `unknown`. */
export function mayMove(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to)
}

/** @throws Error: a bug of the caller */
export function demandMoves(from: readonly RunState[], to: RunState): void {
  const wrong = from.find((state) => !mayMove(state, to))
  if (wrong !== undefined) throw new Error(`No run moves from ${wrong} to ${to}`)
}

/** Whether the call of run-now is still to be made, or to be made again: the only states that need the secret inputs. */
export function isUnsubmitted(state: RunState): boolean {
  return state === 'requested' || state === 'submitting' || state === 'unknown'
}

/** Whether Databricks may have work going on for it, so that somebody must keep looking. */
export function isActive(state: RunState): boolean {
  return state !== 'done' && state !== 'refused' && state !== 'lost'
}

/** What a person must be told about a press (design 2.1): exactly one of three is true. */
export type Started = 'did not start' | 'started' | 'not known yet'

export function startedOf(state: RunState, databricksRunId: string | undefined): Started {
  if (databricksRunId !== undefined) return 'started'
  return state === 'refused' || state === 'done' ? 'did not start' : 'not known yet'
}

/** A run as lists show it. Times are epoch ms. */
export interface RunSummary {
  readonly id: string
  readonly number: number
  readonly flowSlug: string
  readonly flowTitle: string
  readonly status: RunStatus
  readonly startedBy: string
  readonly runsAs: string | undefined
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}
