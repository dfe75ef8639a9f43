import type { FlowStep, RetryPolicy, StepEnd } from '@/lib/flows/flow'
import type { Place } from './run-state'
import type { RunStatus } from './run-status'

/** How an attempt ended. After the last two nothing further starts. */
export type AttemptEnd = StepEnd | 'cancelled' | 'lost'

/** What comes after an attempt. `skipped`: the positions of the steps on the way that do not take place. */
export interface Next {
  /** undefined: nothing, the run is over. */
  readonly place: Place | undefined
  readonly skipped: readonly number[]
  /** Until then it rests. */
  readonly pauseMs: number
}

/** Exponential pauses grow no longer. */
const LONGEST_PAUSE_S = 3_600

/**
 * `wasStarted` false: Databricks never had the attempt. What could not be started once is not repeated, since the call that starts
 * it was repeated already as long as that made sense.
 */
export function nextAfter(
  steps: readonly FlowStep[],
  { position, attempt }: Place,
  { end, wasStarted }: { readonly end: AttemptEnd; readonly wasStarted: boolean },
): Next {
  if (end === 'cancelled' || end === 'lost') return { place: undefined, skipped: [], pauseMs: 0 }
  const step = steps[position]
  const isBad = end === 'failed' || end === 'timed_out'
  if (step && isBad && wasStarted && mayRepeat(step, attempt)) {
    return { place: { position, attempt: attempt + 1 }, skipped: [], pauseMs: pauseOf(step.retry, attempt) }
  }
  return followerOf(steps, position, end)
}

/** The first step behind it that follows how the one before it ended: behind one that is skipped, that is `skipped`. */
function followerOf(steps: readonly FlowStep[], position: number, ended: StepEnd): Next {
  let before = ended
  const skipped: number[] = []
  for (const [at, { runAfter = ['succeeded'] }] of steps.entries()) {
    if (at <= position) continue
    if (runAfter.includes(before)) return { place: { position: at, attempt: 1 }, skipped, pauseMs: 0 }
    skipped.push(at)
    before = 'skipped'
  }
  return { place: undefined, skipped, pauseMs: 0 }
}

function mayRepeat({ retry, wait }: FlowStep, attempt: number): boolean {
  return wait !== false && retry !== undefined && attempt <= retry.times
}

function pauseOf(retry: RetryPolicy | undefined, attempt: number): number {
  if (!retry) return 0
  const grown = retry.kind === 'exponential' ? retry.seconds * 2 ** (attempt - 1) : retry.seconds
  return Math.min(grown, LONGEST_PAUSE_S) * 1_000
}

/** The steps that may still be started once this attempt is: its own again, and those behind it. */
export function stepsToStart(steps: readonly FlowStep[], { position, attempt }: Place): readonly FlowStep[] {
  return steps.filter((step, at) => at > position || (at === position && mayRepeat(step, attempt)))
}

/**
 * How an attempt ended that Databricks says so of. One that Databricks skipped was to run and did not, which is a failure for what
 * comes after it.
 */
export function endOf(status: RunStatus): AttemptEnd {
  if (status === 'Succeeded' || status === 'Succeeded with failures') return 'succeeded'
  if (status === 'Cancelled') return 'cancelled'
  return status === 'Timed out' ? 'timed_out' : 'failed'
}

/** How a run of several steps stands while one of them stands so: between two of them it is at work. */
export function statusOfWhole(
  status: RunStatus,
  { isFirst, mayGoOn, ended }: { readonly isFirst: boolean; readonly mayGoOn: boolean; readonly ended: boolean },
): RunStatus {
  if (ended && mayGoOn) return 'Running'
  return !isFirst && status === 'Waiting' ? 'Running' : status
}
