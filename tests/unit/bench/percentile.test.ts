import { expect, it } from 'vitest'
import { percentile } from '../../bench/percentile.ts'

it.each([
  [[5], 0.95, 5],
  [[4, 1, 3, 2], 0.5, 2],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95, 10],
  [[1.26, 1.24], 1, 1.3],
])('of %j, the share %d stays at or below %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected)
})

it('nothing measured is an error, not a zero', () => {
  expect(() => percentile([], 0.5)).toThrow('Nothing was measured.')
})
