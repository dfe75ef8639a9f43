import { expect, it } from 'vitest'
import { startedOf } from '@/lib/runs/run'
import { STATUSES } from '@/lib/runs/run-query'
import type { RunState } from '@/lib/runs/run-state'
import { isFinal } from '@/lib/runs/run-status'

it.each<[RunState, string | undefined, string]>([
  ['requested', undefined, 'not known yet'],
  ['submitting', undefined, 'not known yet'],
  ['unknown', undefined, 'not known yet'],
  ['refused', undefined, 'did not start'],
  ['done', undefined, 'did not start'],
  ['lost', undefined, 'not known yet'],
  ['submitted', '9007199254740993', 'started'],
  ['done', '9007199254740993', 'started'],
  ['lost', '9007199254740993', 'started'],
])('%s with Databricks run %s: %s (OPS-8)', (state, databricksRunId, told) => {
  expect(startedOf(state, databricksRunId)).toBe(told)
})

it('the statuses are those of the contract, and each is final or not', () => {
  expect(STATUSES).toEqual([
    'Waiting',
    'Queued',
    'Running',
    'Succeeded',
    'Succeeded with failures',
    'Failed',
    'Cancelled',
    'Timed out',
    'Skipped',
    'Unknown',
  ])
  expect(STATUSES.filter(isFinal)).toEqual([
    'Succeeded',
    'Succeeded with failures',
    'Failed',
    'Cancelled',
    'Timed out',
    'Skipped',
  ])
})
