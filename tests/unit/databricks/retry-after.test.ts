import { expect, it } from 'vitest'
import { retryAfterMs } from '@/lib/databricks/retry-after'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)

it.each([
  ['1', 1_000],
  [' 30 ', 30_000],
  ['0', 0],
  ['86400', 600_000],
  ['99999999999999999999999999', 600_000],
  ['Sun, 22 Nov 2026 12:00:05 GMT', 5_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 600_000],
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['Sun, nonsense', undefined],
  ['2026-11-22', undefined],
])('REL-2: Retry-After %j is %j ms', (header, wait) => {
  expect(retryAfterMs(header, NOW)).toBe(wait)
})
