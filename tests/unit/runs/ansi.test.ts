import { expect, it } from 'vitest'
import { stripAnsi } from '@/lib/runs/ansi'
import { workMs } from '@/tests/support/work-time'

it.each([
  ['\u001b[0;31m---------\u001b[0m\nAssertionError: boom', '---------\nAssertionError: boom'],
  ['\u001b[1;32mline 1\u001b[39;49m\tend', 'line 1\tend'],
  ['\u001b]8;;https://contoso.example\u0007link\u001b]8;;\u001b\\!', 'link!'],
  ['\u001b]0;title without an end', ''],
  ['\u001b(Bplain \u001bM', 'plain '],
  ['cut at \u001b[38;5;', 'cut at '],
  ['cut at \u001b', 'cut at '],
  ['a[0;31m b ] c', 'a[0;31m b ] c'],
])('%j reads as %j', (given, plain) => {
  expect(stripAnsi(given)).toBe(plain)
})

it('IO-7: a text of nothing but beginnings takes no longer than its length', () => {
  const spent = workMs(() => {
    expect(stripAnsi('\u001b['.repeat(25_000) + '0;'.repeat(25_000))).toBe('')
    expect(stripAnsi('\u001b]'.repeat(50_000))).toBe('')
  })
  expect(spent).toBeLessThan(1_000)
})
