import { describe, expect, it } from 'vitest'
import { type InputProperty, type InputSchema, kindOf, orderedInputs } from '@/lib/flows/input-schema'
import { type Posted, parameterText, typedValues } from '@/lib/flows/typed-values'
import { workMs } from '@/tests/support/work-time'

function schemaOf(properties: Record<string, InputProperty>, order?: readonly string[]): InputSchema {
  return { type: 'object', properties, additionalProperties: false, ...(order && { 'x-order': order }) }
}

const text: InputProperty = { type: 'string' }
const number: InputProperty = { type: 'number' }
const yesNo: InputProperty = { type: 'boolean' }
const choices: InputProperty = { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }
const json: InputProperty = { 'x-control': 'json' }

const typed = (property: InputProperty, posted: Posted) => typedValues(schemaOf({ it: property }), { it: posted })

it.each<[InputProperty, string]>([
  [text, 'text'],
  [{ type: 'string', format: 'email' }, 'text'],
  [{ type: 'string', 'x-control': 'long-text' }, 'long-text'],
  [number, 'number'],
  [{ type: 'integer' }, 'number'],
  [yesNo, 'yes-no'],
  [{ enum: ['a', 'b'] }, 'choice'],
  [choices, 'several-choices'],
  [{ type: 'string', format: 'date' }, 'date'],
  [{ type: 'string', format: 'date-time' }, 'date-time'],
  [json, 'json'],
  [{ type: 'string', 'x-control': 'secret' }, 'secret'],
  [{ type: 'string', writeOnly: true }, 'secret'],
  [{ type: 'string', writeOnly: true, enum: ['a'] }, 'secret'],
])('%j is drawn as %s', (property, kind) => {
  expect(kindOf(property)).toBe(kind)
})

describe('the order of the fields', () => {
  const names = (schema: InputSchema) => orderedInputs(schema).map(([name]) => name)

  it('is the one that is named, then as they come', () => {
    expect(names(schemaOf({ a: text, b: text, c: text }, ['c', 'a']))).toEqual(['c', 'a', 'b'])
  })

  it('leaves out names that the schema does not have, inherited ones among them', () => {
    expect(names(schemaOf({ a: text }, ['toString', 'constructor', '__proto__', 'gone', 'a', 'a']))).toEqual(['a'])
  })
})

describe('what a form posts becomes what the schema asks for', () => {
  it.each<[string, InputProperty, Posted, unknown]>([
    ['a text', text, 'Zürich', 'Zürich'],
    ['blanks, which are a text', text, '  ', '  '],
    ['line ends of a browser', text, 'a\r\nb\nc\r', 'a\nb\nc\r'],
    ['the last of several texts', text, ['one', 'two'], 'two'],
    ['a whole number', number, '12', 12],
    ['a fraction', number, ' -0.5 ', -0.5],
    ['an exponent', number, '1e3', 1000],
    ['the largest exact number', number, '9007199254740991', 9007199254740991],
    ['a ticked box', yesNo, 'on', true],
    ['a ticked box with a value', yesNo, 'true', true],
    ['a box left alone', yesNo, undefined, false],
    ['something else for a box', yesNo, 'yes', false],
    ['one of several choices', choices, 'a', ['a']],
    ['some choices', choices, ['a', '', 'b'], ['a', 'b']],
    ['JSON', json, '{"a":[1,null,"x"]}', { a: [1, null, 'x'] }],
    ['a bare JSON text', json, '"x"', 'x'],
    ['a large number in quotes', json, '{"id":"9007199254740993"}', { id: '9007199254740993' }],
    ['a fraction in JSON', json, '0.1', 0.1],
  ])('%s', (_what, property, posted, value) => {
    expect(typed(property, posted)).toEqual({ values: { it: value }, misread: [] })
  })

  it.each<[string, InputProperty, Posted]>([
    ['an empty text', text, ''],
    ['a missing text', text, undefined],
    ['an empty list', text, []],
    ['an empty number', number, ''],
    ['no choice', choices, undefined],
    ['an empty choice', choices, ['']],
    ['empty JSON', json, ''],
  ])('%s is no value at all', (_what, property, posted) => {
    expect(typed(property, posted)).toEqual({ values: {}, misread: [] })
  })

  it.each<[InputProperty, string, string]>([
    [number, '   ', 'number'],
    [number, 'twelve', 'number'],
    [number, '1,5', 'number'],
    [number, '0x10', 'number'],
    [number, '1_000', 'number'],
    [number, '--1', 'number'],
    [number, 'Infinity', 'number'],
    [number, 'NaN', 'number'],
    [number, '1e999', 'number'],
    [number, '١٢', 'number'],
    [number, '9007199254740993', 'exact'],
    [{ type: 'integer' }, '-9007199254740993', 'exact'],
    [json, '{', 'json'],
    [json, "{'a':1}", 'json'],
    [json, 'undefined', 'json'],
    [json, '{"id":9007199254740993}', 'exact'],
    [json, '[1e999]', 'exact'],
  ])('%j cannot read %j: %s', (property, posted, problem) => {
    expect(typed(property, posted)).toEqual({ values: {}, misread: [{ field: 'it', problem }] })
  })

  it('IO-4: reads no inherited property of what was posted', () => {
    const schema = schemaOf({ toString: text, valueOf: number, hasOwnProperty: json })
    expect(typedValues(schema, {})).toEqual({ values: {}, misread: [] })
  })

  it('IO-7: reads 50 KB of digits and of brackets in no time', () => {
    const spent = workMs(() => {
      expect(typed(number, '1'.repeat(50_000)).misread).toHaveLength(1)
      expect(typed(number, `${' '.repeat(50_000)}x`).misread).toHaveLength(1)
      expect(typed(json, '['.repeat(50_000)).misread).toHaveLength(1)
    })
    expect(spent).toBeLessThan(500)
  })
})

it.each<[unknown, string]>([
  [undefined, ''],
  ['as it is', 'as it is'],
  ['', ''],
  [12, '12'],
  [-0.5, '-0.5'],
  [true, 'true'],
  [false, 'false'],
  [['a', 'b'], '["a","b"]'],
  [{ a: 1 }, '{"a":1}'],
  [null, 'null'],
])('%j reaches the job as %j', (value, parameter) => {
  expect(parameterText(value)).toBe(parameter)
})
