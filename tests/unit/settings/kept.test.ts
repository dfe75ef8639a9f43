import { expect, it } from 'vitest'
import { formatBytes, removedFrom } from '@/lib/settings/kept'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_950, '10 kB'],
  [81_920, '82 kB'],
  [999_600, '1.0 MB'],
  [3_400_000_000, '3.4 GB'],
  [2_000_000_000_000_000, '2000 TB'],
  [-5, '0 bytes'],
])('%i bytes are written as %s', (bytes, written) => {
  expect(formatBytes(bytes)).toBe(written)
})

it('the oldest of a kind goes when its time is over, of the audit log with the rest of its day (OPS-7)', () => {
  const oldest = new Date('2026-03-01T10:00:00Z')
  const tenDays = 10 * 86_400_000
  expect(removedFrom('runs', oldest, tenDays)).toEqual(new Date('2026-03-11T10:00:00Z'))
  expect(removedFrom('audit', oldest, tenDays)).toEqual(new Date('2026-03-12T10:00:00Z'))
  expect(removedFrom('runs', undefined, tenDays)).toBeUndefined()
  expect(removedFrom('rest', oldest, undefined)).toBeUndefined()
})
