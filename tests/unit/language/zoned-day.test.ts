import { expect, it } from 'vitest'
import { daysTouched, nextDay, startOfDay } from '@/lib/language/zoned-day'

it.each([
  ['2026-11-22', 'UTC', '2026-11-22T00:00Z'],
  ['2026-11-22', 'Europe/Berlin', '2026-11-21T23:00Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00Z'],
  ['2026-11-22', 'Asia/Kolkata', '2026-11-21T18:30Z'],
  ['2026-11-22', 'Asia/Kathmandu', '2026-11-21T18:15Z'],
  ['2026-11-22', 'Pacific/Kiritimati', '2026-11-21T10:00Z'],
  ['2026-11-22', 'Pacific/Pago_Pago', '2026-11-22T11:00Z'],
  // The day the clocks change, and the days beside it.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00Z'],
  ['2026-03-08', 'America/Los_Angeles', '2026-03-08T08:00Z'],
  ['2026-03-09', 'America/Los_Angeles', '2026-03-09T07:00Z'],
  ['2026-11-01', 'America/Los_Angeles', '2026-11-01T07:00Z'],
  ['2026-11-02', 'America/Los_Angeles', '2026-11-02T08:00Z'],
  ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00Z'],
  ['2026-04-06', 'Australia/Lord_Howe', '2026-04-05T13:30Z'],
  // Clocks that skip midnight: the day begins at one.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00Z'],
  // Clocks that go back over midnight: after it, the day has begun; before it, it begins later.
  ['2024-11-03', 'America/Havana', '2024-11-03T04:00Z'],
  ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00Z'],
  // A day that never was.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00Z'],
])('%s in %s begins at %s', (day, zone, at) => {
  expect(new Date(startOfDay(day, zone)).toISOString()).toBe(at.replace('Z', ':00.000Z'))
})

it('no day of a year begins inside another, in any zone with a change of clocks', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana']) {
    let day = '2026-01-01'
    for (let count = 0; count < 365; count += 1) {
      const [begins, ends] = [startOfDay(day, zone), startOfDay(nextDay(day), zone)]
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
      expect(shown.format(begins)).toBe(day)
      expect(shown.format(begins - 1)).not.toBe(day)
      expect(shown.format(ends - 1)).toBe(day)
      day = nextDay(day)
    }
  }
})

it.each([
  ['2026-11-22', '2026-11-23'],
  ['2026-12-31', '2027-01-01'],
  ['2028-02-28', '2028-02-29'],
  ['2199-12-31', '2200-01-01'],
])('after %s comes %s', (day, next) => {
  expect(nextDay(day)).toBe(next)
})

it.each([
  ['UTC', '2026-11-23', '2026-11-23'],
  ['America/New_York', '2026-11-22', '2026-11-23'],
  ['Europe/Berlin', '2026-11-23', '2026-11-24'],
])('a day of UTC is part of these days in %s', (timeZone, from, to) => {
  expect(daysTouched('2026-11-23', timeZone)).toEqual({ from, to })
})
