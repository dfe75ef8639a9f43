import { describe, expect, it } from 'vitest'
import { markersOf } from '@/lib/flows/sql-markers'

describe('the markers of a statement', () => {
  it.each([
    ['SELECT * FROM orders WHERE region = :region AND day >= :from_day', ['region', 'from_day']],
    ['SELECT :a, :a, :b', ['a', 'b']],
    ['SELECT (:a)', ['a']],
    ['SELECT 1', []],
  ])('are found once each, in their order: %s', (statement, names) => {
    expect(markersOf(statement)).toEqual(names)
  })

  it.each([
    "SELECT ':a', 'it''s :b', 'a \\' :c'",
    'SELECT ":a", `odd :b`',
    'SELECT 1 -- :a',
    'SELECT /* :a\n:b */ 1',
    "SELECT '2026-01-01'::date, x::int",
    'SELECT raw:owner, f(x):name, list[0]:name FROM t',
  ])('are not what stands in texts, names and comments, nor casts and fields of JSON: %s', (statement) => {
    expect(markersOf(statement)).toEqual([])
  })

  it('IO-7: are found in time that grows with the statement alone', () => {
    const began = performance.now()
    const hostile = [
      `'${'\\'.repeat(50_000)}`,
      "\\'".repeat(25_000),
      '"\\'.repeat(24_999),
      `'${"\\'".repeat(25_000)}\\`,
    ]
    for (const text of [...hostile, '/*'.repeat(25_000), ':'.repeat(50_000), "'".repeat(49_999), '`'.repeat(49_999)])
      markersOf(text)
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
