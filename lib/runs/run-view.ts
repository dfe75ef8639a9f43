import type { Principal } from '@/lib/connectors/security'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { Trigger } from '@/lib/flows/audience'
import type { IdentityMode } from '@/lib/flows/flow'
import type { KeptFile } from '@/lib/flows/posted-file'
import type { Repair } from './repair'
import type { RunNote } from './run-note'
import type { RunState } from './run-state'
import type { RunStatus } from './run-status'
import type { TaskFacts } from './task-facts'
import type { TaskOutput } from './task-output'

/** A run with everything that its page shows but its steps and tasks. Times are epoch ms. */
export interface RunRow {
  readonly id: string
  readonly number: number
  readonly personId: string
  readonly connectionId: string
  readonly flowId: string
  readonly flowVersion: number
  readonly trigger: Trigger
  readonly flowSlug: string
  readonly flowTitle: string
  readonly flowOwner: string
  readonly startedBy: string
  /** The service principal that started it for the person; undefined where they did so as themselves. */
  readonly principal: Principal | undefined
  readonly identityMode: IdentityMode
  readonly runsAs: string | undefined
  readonly state: RunState
  /** Whether Databricks may have the run although no answer says so. */
  readonly maybeStarted: boolean
  readonly status: RunStatus
  readonly inputs: Readonly<Record<string, unknown>>
  /** What came with the press, by its field. */
  readonly files: Readonly<Record<string, KeptFile>>
  readonly error: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
  readonly createdAt: number
  readonly submittedAt: number | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly followedAt: number | undefined
  readonly updatedAt: number
  readonly deadline: number
  readonly cancelRequestedAt: number | undefined
  readonly notWatchedSince: number | undefined
  readonly notWatchedBecause: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
  readonly origin: string
  /** Which step it stands at, from 0, and for which time that is tried, from 1. What follows here is of that attempt. */
  readonly position: number
  readonly attempt: number
  /** A repetition rests until then. */
  readonly notBefore: number | undefined
  /** Among the runs of its flow that wait for their turn: 1 is the next. */
  readonly queuePlace: number | undefined
  /** undefined: a statement was run, and `databricksRunId` is the statement's. */
  readonly databricksJobId: string | undefined
  readonly databricksRunId: string | undefined
  readonly runPageUrl: string | undefined
  readonly lifeCycleState: string | undefined
  readonly resultState: string | undefined
  readonly terminationCode: string | undefined
  readonly terminationType: string | undefined
  readonly stateMessage: string | undefined
  readonly queueReason: string | undefined
  /** SHA-256 of the job's settings at the press, of a run as the person. */
  readonly settingsDigest: string | undefined
  /** Whom to ask about its flow, where anybody is known. */
  readonly contact: string | undefined
  /** Oldest first. */
  readonly notes: readonly RunNote[]
  /** Oldest first. */
  readonly repairs: readonly Repair[]
}

/** A run as far as a poll for changes needs it. */
export interface RunPulse {
  readonly id: string
  readonly personId: string
  readonly connectionId: string
  readonly state: RunState
  readonly status: RunStatus
  /** Changes with everything that the page shows. */
  readonly version: string
  readonly followedAt: number | undefined
}

type Shown = Pick<RunRow, 'updatedAt' | 'notWatchedSince' | 'queuePlace'>

/** Changes with everything that a run's page shows. */
export function runVersion({ updatedAt, notWatchedSince, queuePlace }: Shown): string {
  return `${updatedAt}.${notWatchedSince ?? 0}${queuePlace === undefined ? '' : `.${queuePlace}`}`
}

/** One attempt of a step, as the page shows it. Times are epoch ms. */
export interface StepRow {
  readonly position: number
  readonly attempt: number
  readonly status: RunStatus
  readonly runsAs: string | undefined
  readonly error: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
  readonly databricksJobId: string | undefined
  readonly databricksRunId: string | undefined
  readonly runPageUrl: string | undefined
  readonly stateMessage: string | undefined
  readonly settingsDigest: string | undefined
  /** By what the workspace knows the call that started it, and which one it says that it is. */
  readonly requestId: string | undefined
  readonly workspaceId: string | undefined
  /** When it was kept; undefined: with the run. */
  readonly createdAt: number | undefined
  readonly submittedAt: number | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}

/** One attempt of a task, as the page shows it. Times are epoch ms. */
export interface TaskRow {
  /** Of its step. */
  readonly position: number
  readonly taskKey: string
  readonly attempt: number
  readonly databricksRunId: string
  readonly kind: string
  readonly status: RunStatus
  readonly dependsOn: readonly string[]
  readonly stateMessage: string | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly durationMs: number | undefined
  readonly detail: Readonly<Record<string, string>>
  readonly facts: TaskFacts
  readonly output: TaskOutput | undefined
  readonly error: string | undefined
  readonly errorTrace: string | undefined
}
