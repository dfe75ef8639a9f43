import { describe, expect, it } from 'vitest'
import { figures as words } from '@/lib/language/en/figures'
import {
  type DayFigures,
  lengthsOf,
  meanTimes,
  shadeOf,
  spanOf,
  spansWithin,
  spread,
  successRate,
} from '@/lib/runs/run-figures'
import { lengthText } from '@/lib/runs/run-figures-text'

const NOW = Date.parse('2026-11-23T00:30:00Z')
const on = (day: string, runs: number, bad = 0): DayFigures => ({
  ...{ day, runs, bad, good: runs - bad },
  ...{ ran: runs, queuedMs: runs * 2_000, tookMs: runs * 60_000 },
})

describe('figures of days', () => {
  it('are those of every day up to today, in UTC, and of as many days before', () => {
    const { days, whole, before } = spread(
      [on('2026-09-24', 9), on('2026-10-24', 4), on('2026-10-25', 2), on('2026-11-23', 3, 1)],
      NOW,
      30,
    )
    expect(days).toHaveLength(30)
    expect(days.at(0)).toMatchObject({ day: '2026-10-25', runs: 2 })
    expect(days.at(-1)).toMatchObject({ day: '2026-11-23', runs: 3 })
    expect(whole).toMatchObject({ runs: 5, good: 4, bad: 1, queuedMs: 10_000, tookMs: 300_000 })
    expect(before?.runs).toBe(13)
  })

  it('have no rate and no times where nothing ended of its own or worked', () => {
    const none = { ...on('2026-11-23', 3, 3), good: 0, bad: 0, ran: 0 }
    expect(successRate(none)).toBeUndefined()
    expect(meanTimes(none)).toBeUndefined()
    expect(successRate({ ...none, bad: 2 })).toBe(0)
  })

  it('say all only of all', () => {
    expect([1, 0.999, 0.5, 0.004, 0].map(words.percent)).toEqual(['100 %', 'over 99 %', '50 %', 'under 1 %', '0 %'])
  })

  it('are asked for by one of the known spans', () => {
    expect(['90', '30', '7', undefined, ['90']].map((asked) => spanOf(asked))).toEqual([90, 30, 30, 30, 30])
  })

  it('are offered for as long as it is kept whose they were, and for a month in any case', () => {
    expect([400, 90, 89, 7].map((days) => spansWithin(days * 86_400_000))).toEqual([
      [30, 90, 180],
      [30, 90],
      [30],
      [30],
    ])
    expect(spanOf('180', [30, 90])).toBe(30)
  })

  it('are the darker the more runs there are, and never white where there is one', () => {
    expect([0, 1, 25, 26, 100].map((runs) => shadeOf(runs, 100))).toEqual([0, 1, 1, 2, 4])
  })
})

describe('lengths of runs', () => {
  it('have no gap, and names for both ends', () => {
    const named = lengthsOf(
      new Map([
        [0, 2],
        [2, 5],
        [-1, 7],
      ]),
    ).map((one) => [lengthText(one, words), one.runs])
    expect(named).toEqual([
      ['under 1 s', 2],
      ['1 s to 2 s', 0],
      ['2 s to 5 s', 5],
    ])
    expect(lengthsOf(new Map([[17, 1]])).map((one) => lengthText(one, words))).toEqual(['1 d and more'])
    expect(lengthsOf(new Map([[-1, 3]]))).toEqual([])
  })
})
