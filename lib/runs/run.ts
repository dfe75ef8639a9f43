import type { RunStatus } from './run-status'

/**
 * Where the press is, as RUN-4 names it.
 * requested: the intent is kept. submitting: the call is under way. submitted: Databricks has it. running: seen at work.
 * unknown: the answer was lost and is being asked for again. refused: Databricks said no. lost: it can no longer be told.
 */
export type RunState = 'requested' | 'submitting' | 'submitted' | 'running' | 'done' | 'unknown' | 'refused' | 'lost'

const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  requested: ['submitting', 'done', 'refused'],
  submitting: ['submitting', 'submitted', 'unknown', 'refused', 'lost'],
  unknown: ['submitting', 'submitted', 'refused', 'lost'],
  submitted: ['running', 'done', 'lost'],
  running: ['done', 'lost'],
  done: ['running'],
  refused: [],
  lost: [],
}

/** Only forward moves; `done` turns back to `running` for a repair alone, which Databricks makes of the same run. */
export function mayMove(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to)
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
