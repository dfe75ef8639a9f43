import type { Ending, Outcome, StopKind } from './model.ts'

const WORKLOAD_FAILED = 'Workload failed, see run output for details'

type Rest = Partial<Pick<Ending, 'result' | 'cancelledOrTimedOut'>>

function ending(lifeCycle: string, message: string, code: string, type: string, rest: Rest = {}): Ending {
  return { lifeCycle, message, code, type, cancelledOrTimedOut: false, ...rest }
}

export const SUCCEEDED = ending('TERMINATED', '', 'SUCCESS', 'SUCCESS', { result: 'SUCCESS' })

export const CANCELED_BY_PERSON = ending('TERMINATED', 'Run cancelled.', 'USER_CANCELED', 'SUCCESS', {
  result: 'CANCELED',
  cancelledOrTimedOut: true,
})

const CANCELED_BY_PLATFORM = ending('TERMINATED', 'Run cancelled.', 'CANCELED', 'INTERNAL_ERROR', {
  result: 'CANCELED',
  cancelledOrTimedOut: true,
})

export const TIMED_OUT = ending('TERMINATED', 'Run timed out.', 'CANCELED', 'CLIENT_ERROR', {
  result: 'TIMEDOUT',
  cancelledOrTimedOut: true,
})

const PLATFORM_FAULT = ending(
  'INTERNAL_ERROR',
  'An internal error occurred while running the workload.',
  'INTERNAL_ERROR',
  'INTERNAL_ERROR',
)

export const TASK_FAILED = failed(WORKLOAD_FAILED)

export const UPSTREAM_FAILED = skipped('UPSTREAM_FAILED', 'Run skipped because an upstream task failed.')
export const UPSTREAM_CANCELED = skipped('UPSTREAM_CANCELED', 'Run skipped because an upstream task was cancelled.')
export const EXCLUDED = skipped('EXCLUDED', 'Run skipped because its conditions were not met.')
export const DISABLED = ending('SKIPPED', 'Run skipped because the task is disabled.', 'DISABLED', 'SUCCESS', {
  result: 'DISABLED',
})

export function failed(message: string): Ending {
  return ending('TERMINATED', message, 'RUN_EXECUTION_ERROR', 'CLIENT_ERROR', { result: 'FAILED' })
}

/** A failed task makes the job run INTERNAL_ERROR in the legacy state, and plainly failed in `status`. */
export function runFailed(message: string): Ending {
  return { ...failed(message), lifeCycle: 'INTERNAL_ERROR' }
}

export const SUCCEEDED_WITH_FAILURES = ending('TERMINATED', '', 'SUCCESS_WITH_FAILURES', 'SUCCESS', {
  result: 'SUCCESS_WITH_FAILURES',
})

export function skippedAtLimit(limit: number): Ending {
  const message = `Skipping this run because the limit of ${limit} maximum concurrent runs has been reached.`
  return ending('SKIPPED', message, 'MAX_CONCURRENT_RUNS_EXCEEDED', 'CLIENT_ERROR')
}

function skipped(result: string, message: string): Ending {
  return ending('SKIPPED', message, 'SKIPPED', 'CLIENT_ERROR', { result })
}

export function endingOfOutcome(outcome: Outcome): Ending {
  if (outcome === 'SUCCESS') return SUCCEEDED
  if (outcome === 'FAILED') return TASK_FAILED
  if (outcome === 'TIMEDOUT') return TIMED_OUT
  return outcome === 'CANCELED' ? CANCELED_BY_PLATFORM : PLATFORM_FAULT
}

export function endingOfStop(kind: StopKind): Ending {
  if (kind === 'cancel') return CANCELED_BY_PERSON
  return kind === 'timeout' ? TIMED_OUT : PLATFORM_FAULT
}

export type Category = 'success' | 'excluded' | 'failed' | 'canceled'

const CATEGORY_OF_RESULT: Record<string, Category> = {
  SUCCESS: 'success',
  SUCCESS_WITH_FAILURES: 'success',
  DISABLED: 'success',
  EXCLUDED: 'excluded',
  CANCELED: 'canceled',
  UPSTREAM_CANCELED: 'canceled',
}

/** How a task's end counts for the tasks behind it. */
export function categoryOf({ result }: Ending): Category {
  return CATEGORY_OF_RESULT[result ?? ''] ?? 'failed'
}
