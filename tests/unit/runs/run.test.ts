import { describe, expect, it } from 'vitest'
import { isActive, mayMove, type RunState, startedOf } from '@/lib/runs/run'
import { STATUSES } from '@/lib/runs/run-query'
import { isFinal } from '@/lib/runs/run-status'

const STATES: readonly RunState[] = [
  'requested',
  'submitting',
  'unknown',
  'submitted',
  'running',
  'done',
  'refused',
  'lost',
]
/** How far along a state is; a move never leads to a smaller number, but for a repair. */
const RANK: Readonly<Record<RunState, number>> = {
  requested: 0,
  submitting: 1,
  unknown: 1,
  submitted: 2,
  running: 3,
  done: 4,
  refused: 4,
  lost: 4,
}

describe('RUN-4: a press moves forward only', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    if (!mayMove(from, to)) return
    const isRepair = from === 'done' && to === 'running'
    expect(isRepair || RANK[to] >= RANK[from]).toBe(true)
  })

  it('leaves refused and lost for nothing, and begins as requested only', () => {
    for (const to of STATES) {
      expect(mayMove('refused', to)).toBe(false)
      expect(mayMove('lost', to)).toBe(false)
      expect(mayMove(to, 'requested')).toBe(false)
    }
  })

  it('reaches an end from every state', () => {
    for (const start of STATES) {
      const reached = new Set<RunState>([start])
      for (const from of reached) for (const to of STATES) if (mayMove(from, to)) reached.add(to)
      expect([...reached].some((state) => !isActive(state))).toBe(true)
    }
  })

  it('knows no way from before the call to running past the answer', () => {
    expect(mayMove('requested', 'submitted')).toBe(false)
    expect(mayMove('submitting', 'running')).toBe(false)
    expect(mayMove('unknown', 'done')).toBe(false)
  })

  it('RUN-9: what is cancelled before submission is done, and never submitted', () => {
    expect(mayMove('requested', 'done')).toBe(true)
    expect(mayMove('done', 'submitting')).toBe(false)
  })
})

it.each<[RunState, boolean]>([
  ['requested', true],
  ['submitting', true],
  ['unknown', true],
  ['submitted', true],
  ['running', true],
  ['done', false],
  ['refused', false],
  ['lost', false],
])('%s is looked at: %s', (state, active) => {
  expect(isActive(state)).toBe(active)
})

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
])('OPS-8: %s with Databricks run %s: %s', (state, databricksRunId, told) => {
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
