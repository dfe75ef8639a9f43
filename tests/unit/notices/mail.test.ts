import { describe, expect, it } from 'vitest'
import { pauseAfter } from '@/lib/notices/delivery'
import { isMailAddress, mailOf } from '@/lib/notices/mail'

const DAY_MS = 86_400_000
const FOOT = { text: 'Why', url: 'https://portal.contoso.example/notices/settings' }

describe('a mail', () => {
  it('has a subject of one line, whatever a flow is called', () => {
    const title = 'Sales\r\nBcc: all@contoso.example\u2028X: y, run 1: Failed'
    const { subject, text } = mailOf({ event: 'failure', title, lines: [], link: undefined, foot: FOOT })
    expect(subject).toBe('Sales Bcc: all@contoso.example X: y, run 1: Failed')
    expect(text.split('\r\n')[0]).toBe(subject)
    expect(
      mailOf({ event: 'end', title: 'x'.repeat(999), lines: [], link: undefined, foot: FOOT }).subject,
    ).toHaveLength(200)
  })

  it('shows markup in a flow’s title as text (IO-9)', () => {
    const title = '<img src=x onerror="alert(1)"> & \'more\''
    const { html } = mailOf({
      event: 'end',
      title,
      lines: ['<b>'],
      link: { text: '<i>', url: '"><script>' },
      foot: FOOT,
    })
    expect(html).not.toMatch(/<(img|b|i|script)\b/)
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;more&#39;')
  })
})

it.each<[text: string, is: boolean]>([
  ['user@contoso.example', true],
  ["o'neil+x@sub.contoso.example", true],
  ['user_contoso.com#EXT#@tenant.onmicrosoft.example', false],
  ['user@contoso.example\n', false],
  ['<user@contoso.example>', false],
  ['a@b@c', false],
  ['"a b"@contoso.example', false],
  [`${'x'.repeat(65)}@contoso.example`, false],
  [`u@${'x'.repeat(260)}`, false],
])('%j is an address: %s', (text, is) => {
  expect(isMailAddress(text)).toBe(is)
})

it('what was not taken is tried again after half a minute, then ever later, hourly at most, for a day', () => {
  const pauses = [0, 1, 2, 6, 7, 20].map((tries) => pauseAfter('busy', tries, 0))
  expect(pauses).toEqual([30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000])
  expect(pauseAfter('unreachable', 30, DAY_MS + 1)).toBeUndefined()
  expect([pauseAfter('refused', 0, 0), pauseAfter('no_address', 0, 0)]).toEqual([undefined, undefined])
})
