import type { Trigger } from '@/lib/flows/audience'
import type { Cause } from './failure'
import type { RunState } from './run-state'
import type { RunStatus } from './run-status'

/** What a person must be told about a press (design 2.1): exactly one of three is true. */
export type Started = 'did not start' | 'started' | 'not known yet'

export function startedOf(state: RunState, databricksRunId: string | undefined): Started {
  if (databricksRunId !== undefined) return 'started'
  return state === 'refused' || state === 'done' ? 'did not start' : 'not known yet'
}

/** What only some lists show of a run. */
export interface RunExtras {
  readonly trigger: Trigger
  readonly workspace: string
  /** Of its last step. */
  readonly databricksRunId: string | null
  /** Values as text, by the names that were asked for. */
  readonly inputs: Readonly<Record<string, string>>
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
  /** Why it failed, where that was told. */
  readonly cause?: Cause
  readonly extras?: RunExtras | undefined
}
