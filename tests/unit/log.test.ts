import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PortalError } from '@/lib/errors'
import { describeError, log, recordWhatIsPrinted } from '@/lib/log'

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

function thrownBy(work: () => void): unknown {
  try {
    work()
  } catch (thrown) {
    return thrown
  }
  return undefined
}

describe('AUD-5: a log record', () => {
  it('is one line of JSON with its time, level and event', () => {
    const [line = '', ...more] = written(() => log('warn', 'run.lost', { runId: 'r1', tries: 2, why: undefined }))
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

describe('what a record may say', () => {
  it('is listed: a field that is not on the list is left out, however it got there (AUD-5)', () => {
    const connection = { runId: 'r1', token: 'secret', headers: { authorization: 'secret' } }
    const [line = ''] = written(() => log('info', 'test', connection))
    expect(JSON.parse(line)).toEqual({ time: expect.any(String), level: 'info', event: 'test', runId: 'r1' })
  })

  it('has no secret in any text (AUD-5)', () => {
    const [line = ''] = written(() =>
      log('info', 'test', { text: 'Bearer abcdefgh1234', why: 'client_secret=abcdefgh' }),
    )
    expect(line).not.toContain('abcdefgh')
  })
})

describe('what something else prints', () => {
  interface Shared {
    lakeportOutput?: object | undefined
  }
  afterEach(() => Object.assign(globalThis, { lakeportOutput: undefined }))

  /** The record that is made of it. */
  function recordOf(printed: string): Record<string, unknown> {
    const shared = globalThis as Shared
    const output = { line: () => undefined, plain: () => undefined, recordOf: (_level: string, _text: string) => '' }
    shared.lakeportOutput = output
    recordWhatIsPrinted()
    const line = output.recordOf('error', printed)
    expect(line.match(/\n/g)).toHaveLength(1)
    return JSON.parse(line)
  }

  it('is one record: its first line, the places in the code, and the number of the error page (AUD-5)', () => {
    const error = Object.assign(new Error('no such thing\n{"level":"info","event":"forged"}'), {
      digest: '1234567',
      upstream: 'Kestrel-71-plumage',
      cause: new Error('upstream said: Kestrel-71-plumage'),
    })
    const record = recordOf(inspect(error))
    expect(record).toMatchObject({ level: 'error', event: 'output', text: 'Error: no such thing', digest: '1234567' })
    expect(record.stack).toMatch(/^at .*log\.test\.ts/)
    expect(JSON.stringify(record)).not.toMatch(/Kestrel|forged/)
  })

  it('is written twenty times a minute of a kind, and the rest is counted: a flood fills no disk (AUD-5)', () => {
    vi.useFakeTimers()
    const said: string[] = []
    const output = { line: (line: string) => said.push(line), recordOf: (_level: string, _text: string) => '' }
    Object.assign(globalThis, { lakeportOutput: output })
    recordWhatIsPrinted()
    const print = (text: string) => said.push(output.recordOf('error', text))
    for (let n = 0; n < 10_000; n += 1) print(`Error: Server Action arguments list is too long (${n}).`)
    print('Error: of another kind')
    const records = () => said.filter((line) => line !== '').map((line) => JSON.parse(line))
    expect(records()).toHaveLength(21)
    vi.advanceTimersByTime(70_000)
    print('Error: Server Action arguments list is too long (7).')
    vi.useRealTimers()
    expect(records().slice(21)).toMatchObject([
      { level: 'warn', event: 'output.left_out', rows: 9_980 },
      { event: 'output', text: 'Error: Server Action arguments list is too long (7).' },
    ])
  })

  it('is written three hundred times a minute in all, whatever it is about (AUD-5)', () => {
    const output = { recordOf: (_level: string, _text: string) => '' }
    Object.assign(globalThis, { lakeportOutput: output })
    recordWhatIsPrinted()
    const kinds = Array.from({ length: 20_000 }, (_, n) => `Error: ${String.fromCodePoint(0x4e00 + n)}`)
    expect(kinds.map((kind) => output.recordOf('error', kind)).filter((line) => line !== '')).toHaveLength(300)
    Object.assign(globalThis, { lakeportOutput: { ...output, line: () => undefined } })
  })

  it.each([
    ['SyntaxError: Unexpected token K in JSON: "Kestrel-71-plumage"', 'SyntaxError'],
    [
      'error: invalid input syntax for type uuid: "Kestrel-71-plumage"',
      'error: invalid input syntax for type uuid: "…"',
    ],
    ['⨯ TypeError: x is not a function', 'TypeError: x is not a function'],
    ['- Local: http://localhost:3000', '- Local: http://localhost:3000'],
  ])('does not quote what could not be read: %j', (printed, text) => {
    expect(recordOf(printed).text).toBe(text)
  })
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

  it('what could not be parsed is not quoted: JSON.parse and PostgreSQL would', () => {
    const tried = () => JSON.parse('Kestrel-71-plumage')
    expect(tried).toThrow('Kestrel')
    expect(describeError(thrownBy(tried))).toEqual({ error: 'SyntaxError' })
    const refused = Object.assign(new Error('invalid input syntax for type uuid: "Kestrel-71"'), { code: '22P02' })
    expect(describeError(refused)).toEqual({ error: 'Error: invalid input syntax for type uuid: "…"', code: '22P02' })
  })

  it('a code that is no text is left out', () => {
    expect(describeError(Object.assign(new Error('x'), { code: { secret: 1 } }))).toEqual({ error: 'Error: x' })
  })
})
