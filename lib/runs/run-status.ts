/** The one word for a run or a task, in the contract's spelling. */
export type RunStatus =
  | 'Waiting'
  | 'Queued'
  | 'Running'
  | 'Succeeded'
  | 'Succeeded with failures'
  | 'Failed'
  | 'Cancelled'
  | 'Timed out'
  | 'Skipped'
  | 'Unknown'

/** Jobs API `state`: deprecated, yet the only one that old runs carry and the only one that names a timeout. */
export interface LegacyState {
  readonly lifeCycleState?: string | undefined
  readonly resultState?: string | undefined
}

/** Jobs API 2.2 `status`. */
export interface CurrentStatus {
  readonly state?: string | undefined
  readonly terminationDetails?: { readonly code?: string | undefined } | undefined
}

/** A run or a task run, as far as its outcome goes. */
export interface Outcome {
  readonly state?: LegacyState | undefined
  readonly status?: CurrentStatus | undefined
}

/** `status.state` and `life_cycle_state` differ in the one word for "between attempts". */
const BEFORE_WORK = new Set(['PENDING', 'BLOCKED', 'WAITING', 'WAITING_FOR_RETRY'])

const WORD_OF_CODE = new Map<string, RunStatus>([
  ['SUCCESS', 'Succeeded'],
  ['SUCCESS_WITH_FAILURES', 'Succeeded with failures'],
  ['USER_CANCELED', 'Cancelled'],
  ['CANCELED', 'Cancelled'], // by the platform; a timeout is told apart by `result_state`
  ['SKIPPED', 'Skipped'],
  ['DISABLED', 'Skipped'],
  ['MAX_CONCURRENT_RUNS_EXCEEDED', 'Skipped'],
  ['MAX_JOB_QUEUE_SIZE_EXCEEDED', 'Skipped'],
])

const WORD_OF_RESULT = new Map<string, RunStatus>([
  ['SUCCESS', 'Succeeded'],
  ['SUCCESS_WITH_FAILURES', 'Succeeded with failures'],
  ['CANCELED', 'Cancelled'],
  ['TIMEDOUT', 'Timed out'],
  ['MAXIMUM_CONCURRENT_RUNS_REACHED', 'Skipped'],
  ['EXCLUDED', 'Skipped'],
  ['UPSTREAM_FAILED', 'Skipped'],
  ['UPSTREAM_CANCELED', 'Skipped'],
  ['DISABLED', 'Skipped'],
])

const FINAL: ReadonlySet<RunStatus> = new Set<RunStatus>([
  'Succeeded',
  'Succeeded with failures',
  'Failed',
  'Cancelled',
  'Timed out',
  'Skipped',
])

/**
 * One word for a run, or for one attempt of a task: both carry the same two objects. `status` is read first, then
 * `state`. Databricks may add states: an unknown one counts as Running, so that following goes on.
 */
export function runStatus({ state, status }: Outcome): RunStatus {
  if (status?.state) return currentStatus(status.state, status.terminationDetails?.code, state)
  if (state?.lifeCycleState) return legacyStatus(state.lifeCycleState, state.resultState)
  return 'Unknown'
}

/** No further change is to come, except by a repair. */
export function isFinal(status: RunStatus): boolean {
  return FINAL.has(status)
}

function currentStatus(state: string, code: string | undefined, legacy: LegacyState | undefined): RunStatus {
  const early = beforeTheEnd(state)
  if (early) return early
  if (state !== 'TERMINATED') return 'Running' // TERMINATING too: the work may be done, the run is not
  if (code === 'CANCELED' && legacy?.resultState === 'TIMEDOUT') return 'Timed out'
  if (code) return WORD_OF_CODE.get(code) ?? 'Failed' // TERMINATED is not success
  return legacyStatus('TERMINATED', legacy?.resultState)
}

function legacyStatus(lifeCycle: string, result: string | undefined): RunStatus {
  if (lifeCycle === 'SKIPPED') return 'Skipped'
  if (lifeCycle === 'TERMINATED') return WORD_OF_RESULT.get(result ?? '') ?? 'Failed'
  if (lifeCycle === 'INTERNAL_ERROR') return internalError(result)
  return beforeTheEnd(lifeCycle) ?? 'Running'
}

/** Also what a job run with a failed task says, so it is never shown as an error of the platform. */
function internalError(result: string | undefined): RunStatus {
  if (result === 'CANCELED') return 'Cancelled'
  return result === 'TIMEDOUT' ? 'Timed out' : 'Failed'
}

function beforeTheEnd(state: string): RunStatus | undefined {
  if (state === 'QUEUED') return 'Queued'
  return BEFORE_WORK.has(state) ? 'Waiting' : undefined
}
