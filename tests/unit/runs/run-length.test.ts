import { describe, expect, it } from 'vitest'
import { durationMs, durationOf } from '@/lib/runs/run-length'

describe('a length as it is typed', () => {
  it.each([
    ['90 s', '90s', 90_000],
    ['90', '90min', 5_400_000],
    ['60', '1h', 3_600_000],
    ['1.5 h', '90min', 5_400_000],
    ['1,5h', '90min', 5_400_000],
    ['2 H', '2h', 7_200_000],
    ['36 h', '36h', 129_600_000],
    ['3d', '3d', 259_200_000],
    ['5 m', '5min', 300_000],
    ['7 sec', '7s', 7_000],
  ])('%j is %s', (typed, spelling, ms) => {
    expect(durationOf(typed)).toBe(spelling)
    expect(durationOf(spelling)).toBe(spelling)
    expect(durationMs(spelling)).toBe(ms)
  })

  it.each(['', ' ', '0', '0.2 s', '-5', '5 weeks', '999999999 d', '1e9', 'NaN', '5;drop', '1'.repeat(50), '٣ h'])(
    '%j is none',
    (typed) => {
      expect(durationOf(typed)).toBe('')
      expect(durationMs(durationOf(typed))).toBeUndefined()
    },
  )
})
