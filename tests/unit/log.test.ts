import { afterEach, describe, expect, it, vi } from 'vitest'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'

afterEach(() => vi.restoreAllMocks())

/** What a call writes to standard output. */
function written(work: () => void): string[] {
  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
  work()
  return lines
}

describe('AUD-5: a log record', () => {
  it('is one line of JSON with its time, level and event', () => {
    const [line = '', ...more] = written(() => log('warn', 'run.lost', { runId: 'r1', tries: 2, known: undefined }))
    expect(more).toEqual([])
    expect(line).toMatch(/^\{.*\}\n$/)
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: 'warn',
      event: 'run.lost',
      runId: 'r1',
      tries: 2,
    })
  })

  it.each(['a\nb', 'a\r\nb', '\u2028', '{"level":"info"}\n{"event":"forged"}', '\u001b[31mred'])(
    'stays one record, whatever stands in a field: %j',
    (text) => {
      const [line = ''] = written(() => log('info', 'test', { text }))
      expect(line.match(/\n/g)).toHaveLength(1)
      expect(line).not.toContain('\u001b')
      expect(JSON.parse(line)).toMatchObject({ event: 'test', text })
    },
  )
})

describe('AUD-5: of what was thrown', () => {
  const cause = new Error('upstream said: Bearer eyJhbGciOi.secret.token')

  it('name, code and first line are told; cause, facts and stack are not', () => {
    const error = new PortalError('entra_unavailable', 'It did not answer.\nBody: <secret>', {
      cause,
      facts: { token: 'secret' },
    })
    expect(describeError(error)).toEqual({ error: 'PortalError: It did not answer.', code: 'entra_unavailable' })
    expect(describeError(Object.assign(new Error('refused', { cause }), { code: 'ECONNREFUSED' }))).toEqual({
      error: 'Error: refused',
      code: 'ECONNREFUSED',
    })
  })

  it('no more than 300 characters are told', () => {
    expect(describeError(new Error('x'.repeat(10_000))).error).toHaveLength('Error: '.length + 300)
  })

  it.each<[unknown, string]>([
    ['a text with a secret', 'string'],
    [{ token: 'secret' }, 'object'],
    [undefined, 'undefined'],
    [null, 'object'],
  ])('what is no error is told by its kind alone: %j', (thrown, kind) => {
    expect(describeError(thrown)).toEqual({ error: kind })
  })

  it('a code that is no text is left out', () => {
    expect(describeError(Object.assign(new Error('x'), { code: { secret: 1 } }))).toEqual({ error: 'Error: x' })
  })
})
