import { describe, expect, it } from 'vitest'
import { isFinal, runStatus } from '@/lib/runs/run-status'

function current(state: string, code?: string) {
  return { state, ...(code && { terminationDetails: { code } }) }
}

function legacy(lifeCycleState: string, resultState?: string) {
  return { lifeCycleState, ...(resultState && { resultState }) }
}

describe('the current status', () => {
  it.each([
    ['QUEUED', undefined, 'Queued'],
    ['PENDING', undefined, 'Waiting'],
    ['BLOCKED', undefined, 'Waiting'],
    ['WAITING', undefined, 'Waiting'],
    ['RUNNING', undefined, 'Running'],
    ['TERMINATING', 'SUCCESS', 'Running'],
    ['HIBERNATING', undefined, 'Running'],
    ['TERMINATED', 'SUCCESS', 'Succeeded'],
    ['TERMINATED', 'SUCCESS_WITH_FAILURES', 'Succeeded with failures'],
    ['TERMINATED', 'USER_CANCELED', 'Cancelled'],
    ['TERMINATED', 'CANCELED', 'Cancelled'],
    ['TERMINATED', 'SKIPPED', 'Skipped'],
    ['TERMINATED', 'DISABLED', 'Skipped'],
    ['TERMINATED', 'MAX_CONCURRENT_RUNS_EXCEEDED', 'Skipped'],
    ['TERMINATED', 'MAX_JOB_QUEUE_SIZE_EXCEEDED', 'Skipped'],
    ['TERMINATED', 'RUN_EXECUTION_ERROR', 'Failed'],
    ['TERMINATED', 'INTERNAL_ERROR', 'Failed'],
    ['TERMINATED', 'A_CODE_OF_NEXT_YEAR', 'Failed'],
    ['TERMINATED', undefined, 'Failed'],
  ])('%s with code %s is shown as %s', (state, code, shown) => {
    expect(runStatus({ status: current(state, code) })).toBe(shown)
  })

  it('comes before the legacy state, so a failed task is no error of the platform', () => {
    const state = legacy('INTERNAL_ERROR', 'FAILED')
    expect(runStatus({ state, status: current('TERMINATED', 'RUN_EXECUTION_ERROR') })).toBe('Failed')
    expect(runStatus({ state: legacy('TERMINATED', 'FAILED'), status: current('RUNNING') })).toBe('Running')
  })

  it('needs the legacy result to tell a timeout from a cancel', () => {
    const status = current('TERMINATED', 'CANCELED')
    expect(runStatus({ status, state: legacy('TERMINATED', 'TIMEDOUT') })).toBe('Timed out')
    expect(runStatus({ status, state: legacy('TERMINATED', 'CANCELED') })).toBe('Cancelled')
  })

  it('takes the legacy result where it ended without a code', () => {
    expect(runStatus({ status: current('TERMINATED'), state: legacy('TERMINATED', 'SUCCESS') })).toBe('Succeeded')
  })
})

describe('the legacy state alone', () => {
  it.each([
    ['QUEUED', undefined, 'Queued'],
    ['PENDING', undefined, 'Waiting'],
    ['BLOCKED', undefined, 'Waiting'],
    ['WAITING_FOR_RETRY', undefined, 'Waiting'],
    ['RUNNING', undefined, 'Running'],
    ['TERMINATING', 'SUCCESS', 'Running'],
    ['HIBERNATING', undefined, 'Running'],
    ['TERMINATED', 'SUCCESS', 'Succeeded'],
    ['TERMINATED', 'SUCCESS_WITH_FAILURES', 'Succeeded with failures'],
    ['TERMINATED', 'FAILED', 'Failed'],
    ['TERMINATED', 'TIMEDOUT', 'Timed out'],
    ['TERMINATED', 'CANCELED', 'Cancelled'],
    ['TERMINATED', undefined, 'Failed'],
    ['TERMINATED', 'A_RESULT_OF_NEXT_YEAR', 'Failed'],
    ['SKIPPED', undefined, 'Skipped'],
    ['SKIPPED', 'MAXIMUM_CONCURRENT_RUNS_REACHED', 'Skipped'],
    ['SKIPPED', 'UPSTREAM_FAILED', 'Skipped'],
    ['TERMINATED', 'EXCLUDED', 'Skipped'],
    ['TERMINATED', 'UPSTREAM_CANCELED', 'Skipped'],
    ['TERMINATED', 'DISABLED', 'Skipped'],
    ['INTERNAL_ERROR', undefined, 'Failed'],
    ['INTERNAL_ERROR', 'FAILED', 'Failed'],
    ['INTERNAL_ERROR', 'TIMEDOUT', 'Timed out'],
    ['INTERNAL_ERROR', 'CANCELED', 'Cancelled'],
    ['INTERNAL_ERROR', 'SUCCESS', 'Failed'],
  ])('%s with result %s is shown as %s', (state, result, shown) => {
    expect(runStatus({ state: legacy(state, result) })).toBe(shown)
  })
})

it('a run of which nothing is known is Unknown, and is followed on', () => {
  expect(runStatus({})).toBe('Unknown')
  expect(isFinal('Unknown')).toBe(false)
})

it.each([
  ['Waiting', false],
  ['Queued', false],
  ['Running', false],
  ['Succeeded', true],
  ['Succeeded with failures', true],
  ['Failed', true],
  ['Cancelled', true],
  ['Timed out', true],
  ['Skipped', true],
] as const)('%s is final: %s', (status, final) => {
  expect(isFinal(status)).toBe(final)
})
