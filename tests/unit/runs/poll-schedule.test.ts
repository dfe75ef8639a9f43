import { describe, expect, it } from 'vitest'
import { pauseAfterFailures, pollInterval } from '@/lib/runs/poll-schedule'

const S = 1_000
const MIN = 60 * S

describe('design 6: how long until the next look', () => {
  it.each<[boolean, number, number]>([
    [true, 0, 1 * S],
    [true, MIN - 1, 1 * S],
    [true, MIN, 2 * S],
    [true, 5 * MIN - 1, 2 * S],
    [true, 5 * MIN, 5 * S],
    [true, 24 * 60 * MIN, 5 * S],
    [false, 0, 5 * S],
    [false, MIN - 1, 5 * S],
    [false, MIN, 15 * S],
    [false, 10 * MIN - 1, 15 * S],
    [false, 10 * MIN, 30 * S],
    [false, 60 * MIN - 1, 30 * S],
    [false, 60 * MIN, 60 * S],
    [false, 30 * 24 * 60 * MIN, 60 * S],
    [true, -5 * S, 1 * S],
  ])('watched: %s, youngest run %i ms old: %i ms, give or take a tenth', (watched, youngestAgeMs, interval) => {
    const pace = { youngestAgeMs, watched }
    expect(pollInterval(pace, 0.5)).toBe(interval)
    expect(pollInterval(pace, 0)).toBe(interval * 0.9)
    expect(pollInterval(pace, 0.999_999)).toBeCloseTo(interval * 1.1, -1)
  })

  it('REL-5: never more often than every 0.9 s, never less often than every 66 s', () => {
    for (const watched of [true, false]) {
      for (let age = 0; age < 3 * 60 * MIN; age += 7 * S) {
        const interval = pollInterval({ youngestAgeMs: age, watched }, (age % 97) / 97)
        expect(interval).toBeGreaterThanOrEqual(900)
        expect(interval).toBeLessThanOrEqual(66 * S)
      }
    }
  })
})

describe('REL-2: the pause after failures in a row', () => {
  it.each([
    [1, 0, 1 * S],
    [2, 0, 2 * S],
    [3, 0, 4 * S],
    [6, 0, 32 * S],
    [7, 0, 60 * S],
    [1_000, 0, 60 * S],
    [1, 30 * S, 30 * S],
    [7, 30 * S, 60 * S],
    [1, 10 * MIN, 10 * MIN],
  ])('after %i, asked for %i ms: %i ms', (failures, asked, pause) => {
    expect(pauseAfterFailures(failures, asked)).toBe(pause)
  })
})
