import { describe, expect, it } from 'vitest'
import { run } from '../../../lib/language/en/run'

describe('what a run spends its time on as a rule', () => {
  it.each([
    ['2 min', '5 min', 'As a rule it waits 2 min, starts its compute in 5 min and works for 1 min.'],
    ['2 min', undefined, 'As a rule it waits 2 min and works for 1 min.'],
    [undefined, '5 min', 'As a rule it starts its compute in 5 min and works for 1 min.'],
    [undefined, undefined, 'As a rule it works for 1 min.'],
  ])('leaves out what takes no time: %s, %s', (queue, setup, told) => {
    expect(run.usual.parts(queue, setup, '1 min')).toBe(told)
  })

  it('tells beside what half of the runs took what nine in ten did', () => {
    expect(run.usual.span('2 min', '5 min')).toBe('2 min (up to 5 min)')
    expect(run.usual.span('2 min', '2 min')).toBe('2 min')
  })
})
