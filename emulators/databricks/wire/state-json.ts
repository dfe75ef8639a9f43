import type { Phase, View } from '../engine/run-state.ts'

export interface StateFacts {
  queueReason?: string | undefined
  /** The older form: a failed job run is plainly TERMINATED. */
  legacyTerminatedFailed?: boolean
}

const STATUS_OF_PHASE: Record<Phase, string> = {
  QUEUED: 'QUEUED',
  BLOCKED: 'BLOCKED',
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  TERMINATING: 'TERMINATING',
  WAITING_FOR_RETRY: 'WAITING',
  ENDED: 'TERMINATED',
}

/** The legacy `state`, which every waiter of an SDK reads, and the current `status`: always both. */
export function stateJson(view: View, facts: StateFacts = {}) {
  return { state: legacyState(view, facts), status: currentStatus(view, facts) }
}

function legacyState({ phase, ending }: View, { queueReason, legacyTerminatedFailed }: StateFacts) {
  const result = ending?.result
  const plain = legacyTerminatedFailed && ending?.lifeCycle === 'INTERNAL_ERROR' && result === 'FAILED'
  return {
    life_cycle_state: phase === 'ENDED' ? (plain ? 'TERMINATED' : ending?.lifeCycle) : phase,
    ...(result !== undefined && { result_state: result }),
    state_message: ending?.message ?? '',
    user_cancelled_or_timedout: ending?.cancelledOrTimedOut ?? false,
    ...(phase === 'QUEUED' && { queue_reason: queueReason }),
  }
}

function currentStatus({ phase, ending }: View, { queueReason }: StateFacts) {
  const { code, type, message } = ending ?? {}
  return {
    state: STATUS_OF_PHASE[phase],
    ...(ending && { termination_details: { code, type, message } }),
    ...(phase === 'QUEUED' && { queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message: queueReason } }),
  }
}
