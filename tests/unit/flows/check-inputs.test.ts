import { describe, expect, it } from 'vitest'
import type { InputProperty, InputSchema } from '@/lib/flows/input-schema'
import { checkInputs } from '@/lib/flows/server/check-inputs'
import type { Posted } from '@/lib/flows/typed-values'
import { inputs as words } from '@/lib/language/en/inputs'
import { workMs } from '@/tests/support/work-time'

function schemaOf(properties: Record<string, InputProperty>, required: readonly string[] = []): InputSchema {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** The message beside the one field; `undefined` when all is well. */
function messageFor(property: InputProperty, posted: Posted, required = false): string | undefined {
  const checked = checkInputs(schemaOf({ it: property }, required ? ['it'] : []), { it: posted }, words)
  if (checked.ok) return undefined
  expect(checked.issues).toHaveLength(1)
  expect(checked.issues[0]?.field).toBe('it')
  return checked.issues[0]?.message
}

const text: InputProperty = { type: 'string' }
const yesNo: InputProperty = { type: 'boolean' }
const code: InputProperty = { type: 'string', pattern: '[A-Z]{3}', 'x-pattern-words': 'three capital letters' }
const choice: InputProperty = { enum: ['north', 'south'] }
const several: InputProperty = {
  type: 'array',
  items: { type: 'string', enum: ['a', 'b', 'c'] },
  uniqueItems: true,
  minItems: 2,
  maxItems: 2,
}
const date: InputProperty = { type: 'string', format: 'date' }
const dateTime: InputProperty = { type: 'string', format: 'date-time' }
const json: InputProperty = { 'x-control': 'json' }
const secret: InputProperty = { type: 'string', 'x-control': 'secret', minLength: 4 }
const longText: InputProperty = { type: 'string', 'x-control': 'long-text', maxLength: 5 }

describe('the ten kinds of input', () => {
  it.each<[string, InputProperty, Posted]>([
    ['text', text, 'anything'],
    ['text, empty and optional', text, ''],
    ['text that fits its pattern', code, 'ABC'],
    ['text of exactly the length', { ...text, minLength: 3, maxLength: 3 }, 'äöü'],
    ['text of three signs beyond the basic plane', { ...text, maxLength: 3 }, '😀😀😀'],
    ['e-mail', { ...text, format: 'email' }, 'user@contoso.example'],
    ['long text, its lines counted as typed', longText, 'ab\r\ncd'],
    ['number', { type: 'number', minimum: 0, maximum: 1 }, '0.5'],
    ['number at its bounds', { type: 'number', minimum: 0, maximum: 1 }, '1'],
    ['whole number', { type: 'integer' }, '-3'],
    ['whole number with an empty fraction', { type: 'integer' }, '3.0'],
    ['step of a tenth', { type: 'number', multipleOf: 0.1 }, '0.3'],
    ['yes', { type: 'boolean' }, 'on'],
    ['no', { type: 'boolean' }, undefined],
    ['choice', choice, 'north'],
    ['several choices', several, ['a', 'c']],
    ['date', date, '2028-02-29'],
    ['date and time', dateTime, '2026-11-30T14:00'],
    ['date and time with seconds and zone', dateTime, '2026-11-30T14:00:59+05:30'],
    ['JSON', json, '{"rows":[{"a":1}]}'],
    ['secret', secret, 'pass phrase'],
  ])('%s', (_kind, property, posted) => {
    expect(messageFor(property, posted)).toBeUndefined()
  })

  it.each<[string, InputProperty, Posted, string]>([
    ['pattern in words', code, 'ABCD', 'This does not fit: three capital letters.'],
    ['pattern of the whole text, as in HTML', code, 'xABCx', 'This does not fit: three capital letters.'],
    ['pattern without words', { ...text, pattern: '\\d+' }, 'x', 'This does not fit: \\d+.'],
    ['too short', { ...text, minLength: 2 }, 'a', 'Use at least 2 characters.'],
    ['too long', { ...text, maxLength: 2 }, '😀😀😀', 'Use at most 2 characters.'],
    ['no e-mail', { ...text, format: 'email' }, 'user at contoso', 'This is not written as it should be.'],
    ['too long a text', longText, 'abcdef', 'Use at most 5 characters.'],
    ['no number', { type: 'number' }, 'x', words.number],
    ['blanks for a number', { type: 'number' }, ' ', words.number],
    ['a number to be rounded', { type: 'integer' }, '9007199254740993', words.exact],
    ['below', { type: 'number', minimum: 0.5 }, '0.4', 'Enter 0.5 or more.'],
    ['above', { type: 'number', maximum: 0.5 }, '0.6', 'Enter 0.5 or less.'],
    ['no step', { type: 'number', multipleOf: 5 }, '12', 'Enter a multiple of 5.'],
    ['a fraction for a whole number', { type: 'integer' }, '1.5', 'Enter a whole number.'],
    ['none of the choices', choice, 'North', 'Choose one of the values offered.'],
    ['a choice by its inherited name', choice, 'toString', 'Choose one of the values offered.'],
    ['a foreign choice', several, ['a', 'z'], 'Choose from the values offered.'],
    ['too few choices', several, ['a'], 'Choose at least 2.'],
    ['too many choices', several, ['a', 'b', 'c'], 'Choose at most 2.'],
    ['one choice twice', several, ['a', 'a'], 'Choose each value once.'],
    ['no date', date, '30.11.2026', 'Enter a date, like 2026-11-30.'],
    ['a day that does not exist', date, '2026-02-29', 'Enter a date, like 2026-11-30.'],
    ['a month that does not exist', date, '2026-13-01', 'Enter a date, like 2026-11-30.'],
    ['no time', dateTime, '2026-11-30', words.dateTime],
    ['a day of no month', dateTime, '2026-02-30T10:00', words.dateTime],
    ['an hour of no day', dateTime, '2026-11-30T24:30', words.dateTime],
    ['a minute of no hour', dateTime, '2026-11-30T10:60', words.dateTime],
    ['a zone that is none', dateTime, '2026-11-30T10:00+99:00', words.dateTime],
    ['a line after the time', dateTime, '2026-11-30T10:00\n', words.dateTime],
    ['no JSON', json, '{"a":}', words.json],
    ['a number in JSON to be rounded', json, '[9007199254740993]', words.exact],
    ['too short a secret', secret, 'abc', 'Use at least 4 characters.'],
  ])('refuses %s', (_what, property, posted, message) => {
    expect(messageFor(property, posted)).toBe(message)
  })

  it.each<[string, InputProperty, Posted]>([
    ['text', text, ''],
    ['long text', longText, undefined],
    ['number', { type: 'number' }, ''],
    ['choice', choice, ''],
    ['several choices', several, []],
    ['date', date, ''],
    ['date and time', dateTime, ''],
    ['JSON', json, ''],
    ['secret', secret, ''],
  ])('asks for a required %s', (_kind, property, posted) => {
    expect(messageFor(property, posted, true)).toBe('Fill this in.')
  })

  it('a yes/no that is required may be no', () => {
    expect(messageFor({ type: 'boolean' }, undefined, true)).toBeUndefined()
  })
})

describe('what no form of ours sends', () => {
  it('IO-1: names the field that the form does not have, and quotes no more of it than can be read', () => {
    const checked = checkInputs(schemaOf({ a: text }), { a: 'x', [`owner${'r'.repeat(5_000)}`]: 'me' }, words)
    expect(checked).toMatchObject({ ok: false, issues: [{ field: '' }] })
    if (!checked.ok) expect(checked.issues[0]?.message.length).toBeLessThan(140)
  })

  it('IO-1: a thousand unknown fields make one sentence', () => {
    const posted = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x${index}`, 'y']))
    expect(checkInputs(schemaOf({}), posted, words)).toMatchObject({ ok: false, issues: [{ field: '' }] })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'IO-4: the field %s is as unknown as any',
    (name) => {
      const posted = Object.fromEntries([[name, 'x']])
      expect(checkInputs(schemaOf({ a: text }), posted, words).ok).toBe(false)
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    },
  )

  it('IO-4: names that every object inherits are names of inputs like others', () => {
    const schema = schemaOf({ toString: text, valueOf: yesNo })
    expect(checkInputs(schema, {}, words)).toEqual({ ok: true, value: { valueOf: false } })
    expect(checkInputs(schemaOf({ toString: text }, ['toString']), {}, words)).toMatchObject({
      ok: false,
      issues: [{ field: 'toString', message: 'Fill this in.' }],
    })
  })

  it.each<[string, InputProperty, string, string]>([
    ['NUL', text, 'a\0b', words.characters],
    ['half a surrogate pair', text, 'a\ud800b', words.characters],
    ['the other half', longText, '\udc00', words.characters],
    ['NUL in a secret', secret, 'abcd\0', words.characters],
    ['NUL inside JSON', json, '{"a":["\\u0000"]}', words.jsonKeys],
    ['half a pair inside JSON', json, '["\\ud800"]', words.jsonKeys],
    ['NUL in a name of JSON', json, '{"\\u0000":1}', words.jsonKeys],
    ['a bare JSON text with NUL', json, '"\\u0000"', words.characters],
    ['__proto__ in JSON', json, '{"a":{"__proto__":{"x":1}}}', words.jsonKeys],
    ['constructor in JSON', json, '[{"constructor":1}]', words.jsonKeys],
    ['prototype in JSON', json, '{"prototype":1}', words.jsonKeys],
    ['JSON of 21 levels', json, `${'['.repeat(21)}${']'.repeat(21)}`, words.jsonKeys],
    ['JSON of 500 levels', json, `${'['.repeat(500)}${']'.repeat(500)}`, words.jsonKeys],
  ])('IO-2, IO-4, IO-5: %s is refused', (_what, property, posted, message) => {
    expect(messageFor(property, posted)).toBe(message)
  })

  it('IO-5: what is well formed stays as given: marks, emoji, composed and not', () => {
    const odd = 'e\u0301 é \u202e\u200b😀 \u0007'
    expect(checkInputs(schemaOf({ it: text }), { it: odd }, words)).toEqual({ ok: true, value: { it: odd } })
  })

  it('IO-2: JSON of 20 levels is taken', () => {
    expect(messageFor(json, `${'['.repeat(20)}${']'.repeat(20)}`)).toBeUndefined()
  })

  it.each<[string, Posted]>([
    ['bytes', 'a'.repeat(10_001)],
    ['bytes of many-byte characters', 'ä'.repeat(5_001)],
  ])('IO-3: a text of more than 10,000 %s is too long whatever else holds', (_what, posted) => {
    expect(messageFor(text, posted)).toBe(words.textTooLong)
  })

  it('IO-3: 10,000 bytes are taken', () => {
    expect(messageFor(text, 'ä'.repeat(5_000))).toBeUndefined()
  })
})

describe('IO-7: a maker’s pattern costs linear time', () => {
  it.each(['(a+)+$', '(a*)*b', '(a|aa)+b', '(.*)*(.*)*x', '([a-zA-Z]+)*[0-9]', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s over the longest text that is taken, and over 50 KB',
    (pattern) => {
      const property: InputProperty = { type: 'string', pattern }
      const spent = workMs(() => {
        messageFor(property, `${'a'.repeat(9_990)}!`)
        messageFor(property, 'a'.repeat(50_000))
      })
      expect(spent).toBeLessThan(1_000)
    },
  )

  it.each<[string, InputProperty, string]>([
    ['e-mail', { ...text, format: 'email' }, `${'a'.repeat(9_000)}@`],
    ['e-mail of dots', { ...text, format: 'email' }, 'a.'.repeat(4_900)],
    ['date', date, '2'.repeat(9_900)],
    ['date and time', dateTime, '2026-11-30T'.repeat(900)],
    ['50 KB of text', text, 'x'.repeat(50_000)],
    ['50 KB of JSON', json, JSON.stringify({ a: Array.from({ length: 10_000 }, () => 'abc') })],
    ['50 KB of nested JSON', json, '{"a":'.repeat(8_000)],
  ])('%s is judged in no time', (_what, property, posted) => {
    expect(workMs(() => void messageFor(property, posted))).toBeLessThan(200)
  })
})
