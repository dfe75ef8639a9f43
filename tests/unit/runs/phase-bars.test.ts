import { describe, expect, it } from 'vitest'
import { phaseBars } from '@/lib/runs/phase-bars'

const START = 1_000_000
const barsOf = (task: Partial<Parameters<typeof phaseBars>[0]>, now = START + 100_000) =>
  phaseBars({ status: 'Succeeded', startMs: START, ...task }, now).map(
    ({ phase, fromMs, toMs }) => `${phase} ${fromMs - START}-${toMs - START}`,
  )

describe('the parts of a task', () => {
  it('stand in their order, without a gap, from its start to its end', () => {
    const phases = { work: 50_000, cleanup: 1_000, queue: 9_000, setup: 40_000 }
    expect(barsOf({ endMs: START + 100_000, phases })).toEqual([
      'queue 0-9000',
      'setup 9000-49000',
      'work 49000-99000',
      'cleanup 99000-100000',
    ])
  })

  it('are stretched where whole seconds do not add up', () => {
    expect(barsOf({ endMs: START + 50_713, phases: { setup: 4_000, work: 46_000 } })).toEqual([
      'setup 0-4057',
      'work 4057-50713',
    ])
  })

  it('of one that goes on reach to now, with what it does now', () => {
    expect(barsOf({ status: 'Running', phases: { setup: 30_000 } })).toEqual(['setup 0-30000', 'work 30000-100000'])
    expect(barsOf({ status: 'Waiting' })).toEqual(['setup 0-100000'])
    expect(barsOf({ status: 'Queued' })).toEqual(['queue 0-100000'])
  })

  it('never reach beyond now, though the clock of the workspace is ahead', () => {
    expect(barsOf({ status: 'Running', phases: { setup: 30_000 } }, START + 10_000)).toEqual(['setup 0-10000'])
    expect(barsOf({ status: 'Running' }, START - 5_000)).toEqual(['work 0-0'])
  })

  it('are all work where nothing is known of them', () => {
    expect(barsOf({ endMs: START + 10 })).toEqual(['work 0-10'])
    expect(barsOf({ status: 'Failed', endMs: START, phases: { work: 0 } })).toEqual(['work 0-0'])
  })
})
