import { describe, expect, it } from 'vitest'
import { schedules } from '@/lib/language/en/schedules'
import { cronOf, REPEATS } from '@/lib/schedules/repeat'
import { nextTime, upcoming } from '@/lib/schedules/server/timing'
import { timingWords } from '@/lib/schedules/timing-words'

const CHOSEN = { time: '08:05', weekday: 3, day: 15, cron: ' 0  8 1,15 * * ' }
const BERLIN = 'Europe/Berlin'

describe('when a flow runs by itself', () => {
  it.each([
    ['hourly', '5 * * * *', 'Every hour at 05 minutes'],
    ['daily', '5 8 * * *', 'Every day at 08:05'],
    ['weekdays', '5 8 * * 1-5', 'Monday to Friday at 08:05'],
    ['weekly', '5 8 * * 3', 'Every Wednesday at 08:05'],
    ['monthly', '5 8 15 * *', 'On day 15 of every month at 08:05'],
    ['cron', '0 8 1,15 * *', 'Cron: 0 8 1,15 * *'],
  ] as const)('is kept as cron and told in words: %s', (repeat, cron, said) => {
    expect(cronOf({ ...CHOSEN, repeat })).toBe(cron)
    expect(timingWords(cron, schedules.says)).toBe(said)
  })

  it.each(['8:05', ' 08:05 '])('takes a time as people write it: %j', (time) => {
    expect(cronOf({ ...CHOSEN, time, repeat: 'daily' })).toBe('5 8 * * *')
  })

  it('takes no time that is none', () => {
    for (const time of ['', '8', '24:00', '08:60', '8:5']) {
      expect(REPEATS.map((repeat) => cronOf({ ...CHOSEN, time, repeat })).filter(Boolean)).toEqual(['0 8 1,15 * *'])
    }
  })

  it('heeds summer time: the same hour on the clock, and a time that the clock leaps over comes once', () => {
    const before = new Date('2026-03-28T12:00:00Z')
    const times = upcoming({ cron: '30 2 * * *', timeZone: BERLIN }, before, 3).map((time) => time.toISOString())
    expect(times.slice(1)).toEqual(['2026-03-30T00:30:00.000Z', '2026-03-31T00:30:00.000Z'])
    const autumn = upcoming({ cron: '30 2 * * *', timeZone: BERLIN }, new Date('2026-10-24T12:00:00Z'), 3)
    expect(autumn.map((time) => time.toISOString().slice(0, 10))).toEqual(['2026-10-25', '2026-10-26', '2026-10-27'])
  })

  it('comes after the moment that is asked about, not at it', () => {
    const at = new Date('2026-11-23T04:00:00Z')
    expect(nextTime({ cron: '0 4 * * *', timeZone: 'UTC' }, at)?.toISOString()).toBe('2026-11-24T04:00:00.000Z')
  })
})
