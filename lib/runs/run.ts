import type { RunState } from './run-state'
import type { RunStatus } from './run-status'

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
  /** The service principal that started it for the person, by name. */
  readonly principal: string | undefined
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}
