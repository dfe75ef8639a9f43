import { describe, expect, it } from 'vitest'
import { ansiPieces } from '@/lib/results/ansi-pieces'
import { LINES_A_PAGE, linesOfLog } from '@/lib/results/lines-of-log'
import { workMs } from '@/tests/support/work-time'

const RED = '\u001b[0;31m'
const NONE = '\u001b[0m'

describe('the colours of a log', () => {
  it('are those that its sequences say, over the ends of lines, until another', () => {
    expect(ansiPieces([`a ${RED}b`, `c${NONE}d`, '\u001b[1;92mok\u001b[22m fine\u001b[39m.'])).toEqual([
      [{ text: 'a ' }, { text: 'b', ink: 'red' }],
      [{ text: 'c', ink: 'red' }, { text: 'd' }],
      [{ text: 'ok', ink: 'green', strong: true }, { text: ' fine', ink: 'green' }, { text: '.' }],
    ])
  })

  it('leave no other sequence of a terminal in the text', () => {
    expect(ansiPieces(['\u001b[2K\u001b]8;;https://contoso.example\u0007link\u001b[38;5;9mx'])).toEqual([
      [{ text: 'link' }, { text: 'x' }],
    ])
    expect(ansiPieces([NONE])).toEqual([[{ text: '' }]])
  })

  it('take no longer than the text is long (IO-7)', () => {
    expect(workMs(() => ansiPieces(['\u001b['.repeat(50_000), `${RED};`.repeat(50_000)]))).toBeLessThan(1_000)
  })
})

describe('the lines of a log', () => {
  const whole = { find: '', until: undefined }
  const numbers = (text: string, asked = whole as Parameters<typeof linesOfLog>[1]) => {
    const { lines, ...rest } = linesOfLog(text, asked)
    return { ...rest, lines: lines.map(({ number, text: line }) => `${number} ${line}`) }
  }

  it('are the last ones, each with its number', () => {
    expect(numbers('a\nb\n\nc\n')).toEqual({ total: 4, found: undefined, lines: ['1 a', '2 b', '3 ', '4 c'] })
    expect(numbers('a')).toMatchObject({ total: 1, lines: ['1 a'] })
    expect(numbers('')).toMatchObject({ total: 0, lines: [] })
    const many = Array.from({ length: 5_000 }, (_, at) => `line ${at + 1}`).join('\n')
    const { lines, total } = linesOfLog(many, whole)
    expect([lines.length, lines[0]?.number, lines.at(-1)?.text, total]).toEqual([
      LINES_A_PAGE,
      3_001,
      'line 5000',
      5_000,
    ])
    expect(linesOfLog(many, { find: '', until: 3_000 }).lines[0]).toEqual({ number: 1_001, text: 'line 1001' })
  })

  it('are those that hold what is looked for, in either case, each once', () => {
    expect(numbers('Error a\nfine\nan ERROR error\n', { find: 'error', until: undefined })).toEqual({
      total: 3,
      found: 2,
      lines: ['1 Error a', '3 an ERROR error'],
    })
    expect(numbers('x\ny', { find: 'z', until: undefined })).toMatchObject({ found: 0, lines: [] })
    expect(numbers('hit\n\nhit', { find: 'hit', until: 2 })).toMatchObject({ found: 2, lines: ['1 hit'] })
  })

  it('of 50 MB are there in a second, found ones too', () => {
    const text = 'A line of a log, of some eighty characters, as programs write them all day.....\n'.repeat(650_000)
    expect(text.length).toBeGreaterThan(50_000_000)
    expect(workMs(() => linesOfLog(text, whole))).toBeLessThan(1_000)
    expect(workMs(() => linesOfLog(text, { find: 'nowhere in it', until: undefined }))).toBeLessThan(1_000)
    expect(workMs(() => linesOfLog(text, { find: 'EIGHTY', until: undefined }))).toBeLessThan(1_500)
  })
})
