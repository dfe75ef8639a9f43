import { expect, it } from 'vitest'
import { OnceAnHour } from '@/lib/audit/once-an-hour'

const HOUR_MS = 3_600_000

it('what goes on all the time is told once an hour, each thing by itself (AUD-1)', () => {
  const once = new OnceAnHour()
  expect([once.take('a', 0), once.take('a', 1), once.take('b', 1), once.take('a', HOUR_MS - 1)]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect([once.take('a', HOUR_MS), once.take('a', HOUR_MS + 1)]).toEqual([true, false])
})

it('what could not be told is told at the next time (AUD-4)', () => {
  const once = new OnceAnHour()
  once.take('a', 0)
  once.giveBack('a')
  expect(once.take('a', 1)).toBe(true)
})

it('however many things there are, not all of them are remembered', () => {
  const once = new OnceAnHour()
  for (let n = 0; n < 10_001; n += 1) once.take(`${n}`, 0)
  expect(once.take('0', 1)).toBe(true)
})
