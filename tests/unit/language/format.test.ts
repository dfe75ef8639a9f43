import { describe, expect, it } from 'vitest'
import { formatDuration, formatTime, formatTimeZone, isTimeZone } from '@/lib/language/format'

const AT = Date.UTC(2026, 10, 3, 13, 2, 11)

describe('a point in time', () => {
  it.each([
    ['UTC', 'date-time', '3 Nov 2026, 13:02'],
    ['Europe/Berlin', 'date-time', '3 Nov 2026, 14:02'],
    ['Asia/Kolkata', 'seconds', '3 Nov 2026, 18:32:11'],
    ['Pacific/Auckland', 'date', '4 Nov 2026'],
    ['Europe/Berlin', 'time', '14:02:11'],
    ['No/Where', 'date-time', '3 Nov 2026, 13:02'],
  ] as const)('in %s as %s reads %s', (zone, format, shown) => {
    expect(formatTime(AT, zone, format)).toBe(shown)
  })

  it('is taken from ISO 8601 as well', () => {
    expect(formatTime('2026-11-03T23:59:00.000Z', 'Europe/Berlin')).toBe('4 Nov 2026, 00:59')
  })

  it('stays right when more zones were asked for than are kept', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      for (const format of ['date', 'date-time', 'seconds', 'time'] as const) {
        for (const sign of ['+', '-']) {
          formatTime(AT, `${sign}${String(hour).padStart(2, '0')}:30`, format)
        }
      }
    }
    expect(formatTime(AT, 'UTC', 'time')).toBe('13:02:11')
  })
})

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin (UTC+01:00)'],
    ['America/New_York', 'America/New_York (UTC-05:00)'],
    ['UTC', 'UTC'],
  ])('%s is named %s', (zone, shown) => {
    expect(formatTimeZone(zone, AT)).toBe(shown)
  })

  it('is told from any other word', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true)
    expect(isTimeZone('<script>')).toBe(false)
  })
})

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [20, '0.1 s'],
    [480, '0.4 s'],
    [1_000, '1 s'],
    [59_999, '59 s'],
    [72_000, '1 min 12 s'],
    [120_000, '2 min'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ])('of %i ms reads %s', (ms, shown) => {
    expect(formatDuration(ms)).toBe(shown)
  })
})
