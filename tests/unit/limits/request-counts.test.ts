import { describe, expect, it } from 'vitest'
import { RequestCounts } from '@/lib/limits/request-counts'
import { waitForRoomMs } from '@/lib/limits/room'

const MINUTE = 60_000
const START = 1_800_000 * MINUTE

describe('how long who asked too often waits', () => {
  it.each([
    [{ current: 0, previous: 0 }, 0, 0],
    [{ current: 9, previous: 0 }, 0, 0],
    [{ current: 10, previous: 0 }, 0, MINUTE],
    [{ current: 10, previous: 0 }, 45_000, 15_000],
    [{ current: 0, previous: 10 }, 0, 0],
    [{ current: 0, previous: 10 }, 6_000, 0],
    [{ current: 5, previous: 10 }, 6_000, 24_000],
    [{ current: 5, previous: 10 }, 31_000, 0],
    [{ current: 20, previous: 0 }, 0, 1.5 * MINUTE],
  ])('with %j, %i ms into the minute and ten allowed: about %i ms (REL-6)', (counted, into, wait) => {
    const waits = waitForRoomMs(counted, 10, into)
    expect(Math.abs(waits - wait)).toBeLessThanOrEqual(1)
  })

  it('after that wait one more request fits, and a moment before none did (REL-6)', () => {
    for (let current = 0; current <= 30; current += 3) {
      for (let previous = 0; previous <= 30; previous += 3) {
        for (const into of [0, 1, 20_000, 59_999]) {
          const wait = waitForRoomMs({ current, previous }, 10, into)
          if (wait === 0) continue
          const roomAt = (ms: number) => {
            const then = into + ms
            if (then < MINUTE) return waitForRoomMs({ current, previous }, 10, then)
            return then < 2 * MINUTE ? waitForRoomMs({ current: 0, previous: current }, 10, then - MINUTE) : 0
          }
          expect(roomAt(wait)).toBe(0)
          if (wait > 10) expect(roomAt(wait - 10)).toBeGreaterThan(0)
        }
      }
    }
  })
})

describe('the count of one process', () => {
  const takeMany = (counts: RequestCounts, times: number, now: number, who = 'one') =>
    Array.from({ length: times }, () => counts.take('request', who, 10, now)).filter((wait) => wait === 0).length

  it('lets the limit through in a minute and no more, each person for themselves (REL-6)', () => {
    const counts = new RequestCounts()
    expect(takeMany(counts, 50, START)).toBe(10)
    expect(takeMany(counts, 50, START + 59_000)).toBe(0)
    expect(takeMany(counts, 50, START, 'another')).toBe(10)
  })

  it.each([
    [0, 11],
    [54_000, 19], // ten at once, just before the full minute
  ])(
    'asked without end from %i ms into a minute on, never lets twice the limit through within sixty seconds (REL-6)',
    (into, most) => {
      const counts = new RequestCounts()
      const passed: number[] = []
      for (let now = START + into; now < START + 10 * MINUTE; now += 250) {
        if (counts.take('request', 'one', 10, now) === 0) passed.push(now)
      }
      const within = (from: number) => passed.filter((at) => at >= from && at < from + MINUTE).length
      expect(Math.max(...passed.map(within))).toBeLessThanOrEqual(most)
      expect(passed.length).toBeGreaterThan(85)
    },
  )

  it('what other processes let through counts once it is known (REL-6)', () => {
    const [here, there] = [new RequestCounts(), new RequestCounts()]
    expect(takeMany(here, 6, START)).toBe(6)
    expect(takeMany(there, 6, START)).toBe(6)
    let shared = 0
    for (const counts of [here, there, here]) {
      for (const unshared of counts.unshared(START)) {
        shared += unshared.requests
        counts.told(unshared, shared)
      }
    }
    expect(shared).toBe(12)
    expect(takeMany(there, 50, START)).toBe(0)
    expect(takeMany(here, 50, START)).toBe(4) // it has heard of none but its own six yet
  })

  it('tells nothing twice, and loses nothing that came in while it was telling', () => {
    const counts = new RequestCounts()
    takeMany(counts, 3, START)
    const [first] = counts.unshared(START)
    takeMany(counts, 2, START)
    if (first) counts.told(first, 3)
    expect(counts.unshared(START)).toMatchObject([{ requests: 2 }])
  })

  it('forgets minutes that no limit looks at any more', () => {
    const counts = new RequestCounts()
    takeMany(counts, 3, START)
    for (const unshared of counts.unshared(START)) counts.told(unshared, 3)
    counts.unshared(START + 5 * MINUTE)
    expect(takeMany(counts, 50, START)).toBe(10)
  })
})
