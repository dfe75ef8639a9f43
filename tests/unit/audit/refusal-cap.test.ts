import { describe, expect, it } from 'vitest'
import { RefusalCap } from '@/lib/audit/refusal-cap'

const MINUTE_MS = 60_000
const written = (cap: RefusalCap<string>, key: string, count: number, now: number) =>
  Array.from({ length: count }, () => cap.take(key, key, now)).filter(Boolean).length

describe('of a flood of refusals', () => {
  it('so many of one source are written in a minute, and the rest is counted and told once (AUD-1)', () => {
    const cap = new RefusalCap<string>()
    expect(written(cap, 'a', 50, 1_000)).toBe(20)
    expect(written(cap, 'b', 5, 1_000)).toBe(5)
    expect(cap.over(1_000 + MINUTE_MS - 1)).toEqual([])
    expect(cap.over(1_000 + MINUTE_MS)).toEqual([{ source: 'a', count: 30, began: 1_000 }])
    expect(cap.over(1_000 + 9 * MINUTE_MS)).toEqual([])
    expect(written(cap, 'a', 50, 1_000 + MINUTE_MS)).toBe(20)
  })

  it('nothing is lost when the next minute begins before it was told (AUD-1)', () => {
    const cap = new RefusalCap<string>()
    let left = 1_000
    for (let second = 0; second < 200; second += 1) left -= written(cap, 'a', 5, second * 1_000)
    const told = cap.over(400_000).reduce((sum, { count }) => sum + count, 0)
    expect(told).toBe(left)
  })

  it('from a thousand sources at once no more than some hundred are written, and a few rows count the rest (AUD-1)', () => {
    const cap = new RefusalCap<string>()
    let taken = 0
    for (let source = 0; source < 1_000; source += 1) taken += written(cap, `address ${source}`, 3, 1_000)
    expect(taken).toBe(300)
    const left = cap.over(2 * MINUTE_MS)
    expect(left).toHaveLength(21)
    expect(left.at(-1)?.source).toBeUndefined()
    expect(left.reduce((sum, { count }) => sum + count, 0)).toBe(3_000 - 300)
  })

  it('from endlessly many sources not even the memory grows, and the count stays right (AUD-1)', () => {
    const cap = new RefusalCap<string>()
    let taken = 0
    for (let source = 0; source < 50_000; source += 1) taken += written(cap, `address ${source}`, 1, 1_000 + source)
    const left = cap.over(10 * MINUTE_MS).reduce((sum, { count }) => sum + count, 0)
    expect(taken + left).toBe(50_000)
    expect(written(cap, 'address 0', 1, 11 * MINUTE_MS)).toBe(1)
  })
})
