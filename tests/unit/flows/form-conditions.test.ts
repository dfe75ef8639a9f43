import { describe, expect, it } from 'vitest'
import { conditionProblem, conditionsOf } from '@/lib/flows/form-conditions'
import type { InputProperty, InputSchema } from '@/lib/flows/input-schema'
import { checkInputs } from '@/lib/flows/server/check-inputs'
import { formIssues } from '@/lib/flows/server/form-issues'
import { type Condition, namesShown } from '@/lib/flows/shown-when'
import type { Posted } from '@/lib/flows/typed-values'
import { inputs as words } from '@/lib/language/en/inputs'

const region: InputProperty = { type: 'string', title: 'Region', enum: ['EMEA', 'APAC'] }
const returns: InputProperty = { type: 'boolean' }
const parts: InputProperty = { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] } }
const when = (field: string, ...is: (string | boolean)[]): { 'x-shown-when': Condition } => ({
  'x-shown-when': { field, is },
})

function schemaOf(properties: Record<string, InputProperty>, required: readonly string[] = []): InputSchema {
  return { type: 'object', properties, required, additionalProperties: false, 'x-order': Object.keys(properties) }
}

const shownWith = (schema: InputSchema, values: Record<string, unknown>) => [
  ...namesShown(conditionsOf(schema), values),
]
const check = (schema: InputSchema, posted: Record<string, Posted>) => checkInputs(schema, posted, words)

describe('fields that depend on others', () => {
  const schema = schemaOf({
    region,
    returns,
    parts,
    country: { type: 'string', ...when('region', 'EMEA') },
    reason: { type: 'string', enum: ['x', 'y'], ...when('returns', true) },
    detail: { type: 'string', ...when('reason', 'y') },
    bolts: { type: 'number', ...when('parts', 'a', 'b') },
  })

  it.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', {}, []],
    ['another value', { region: 'APAC', returns: false, parts: ['c'] }, []],
    ['the value', { region: 'EMEA' }, ['country']],
    ['yes', { returns: true }, ['reason']],
    ['the text of yes', { returns: 'true' }, []],
    ['one of several', { parts: ['c', 'b'] }, ['bolts']],
    ['a chain of two', { returns: true, reason: 'y' }, ['reason', 'detail']],
    ['the end of a chain whose beginning is not asked for', { returns: false, reason: 'y' }, []],
  ])('are asked for with %s as they should be', (_what, values, more) => {
    expect(shownWith(schema, values)).toEqual(['region', 'returns', 'parts', ...more])
  })

  it('are settled by a value that the maker fixed, also along a chain', () => {
    const fixed = (value: unknown) =>
      schemaOf({
        returns,
        mode: { ...region, const: value, ...when('returns', true) },
        country: { type: 'string', ...when('mode', 'EMEA') },
      })
    expect(conditionsOf(fixed('EMEA')).at(-1)).toEqual({
      name: 'country',
      ...{ when: when('returns', true)['x-shown-when'] },
    })
    expect(conditionsOf(fixed('APAC')).map(({ name }) => name)).toEqual(['returns', 'mode'])
  })

  it('drop what was posted for them when they are not asked for, and then are not required (IO-1)', () => {
    const strict = schemaOf({ returns, reason: { type: 'string', minLength: 3, ...when('returns', true) } }, [
      'reason',
    ])
    expect(check(strict, { reason: 'x' })).toEqual({ ok: true, value: { returns: false } })
    expect(check(strict, { returns: 'on' })).toMatchObject({
      issues: [{ field: 'reason', message: 'Fill this in.' }],
    })
    expect(check(strict, { returns: 'on', reason: 'abc' })).toEqual({
      ok: true,
      value: { returns: true, reason: 'abc' },
    })
  })

  it('are not read either: what is no number says nothing while nobody asks for a number', () => {
    const numbers = schemaOf({ returns, count: { type: 'number', ...when('returns', true) } })
    expect(check(numbers, { count: 'ten' })).toEqual({ ok: true, value: { returns: false } })
    expect(check(numbers, { returns: 'on', count: 'ten' })).toMatchObject({ issues: [{ field: 'count' }] })
  })

  it('are not asked for because of an answer that was never offered', () => {
    const posted = { region: 'MOON', country: 'x' }
    expect(check(schema, posted)).toMatchObject({ issues: [{ field: 'region' }] })
  })

  it.each<[string, Record<string, InputProperty>, string]>([
    ['a field that there is not', { it: { ...when('nothing', 'x') } }, 'gone'],
    ['a name that every object has', { it: { ...when('toString', 'x') } }, 'gone'],
    ['a later field', { it: { ...when('region', 'EMEA') }, region }, 'later'],
    ['itself', { it: { ...region, ...when('it', 'EMEA') } }, 'later'],
    ['a text', { text: { type: 'string' }, it: { ...when('text', 'x') } }, 'kind'],
    ['a secret', { secret: { writeOnly: true }, it: { ...when('secret', 'x') } }, 'kind'],
    ['a value that is not offered', { region, it: { ...when('region', 'EMEA', 'MOON') } }, 'value'],
    ['yes as a text', { returns, it: { ...when('returns', 'true') } }, 'value'],
  ])('cannot depend on %s', (_what, properties, problem) => {
    expect(conditionProblem(schemaOf(properties), 'it')).toBe(problem)
    expect(formIssues(schemaOf(properties))).toEqual([
      { path: ['it', 'x-shown-when'], message: expect.stringContaining('depends on') },
    ])
  })

  it('in a circle are asked for by nobody', () => {
    const circle = schemaOf({ a: { ...region, ...when('b', 'EMEA') }, b: { ...region, ...when('a', 'EMEA') } })
    expect(shownWith(circle, { a: 'EMEA', b: 'EMEA' })).toEqual([])
  })
})

describe('values that the maker fixed', () => {
  const schema = schemaOf(
    {
      region: { ...region, const: 'EMEA' },
      returns: { ...returns, const: false, 'x-hidden': true },
      rows: { 'x-control': 'json', const: { a: [1] } },
    },
    ['region'],
  )

  it('reach the job as they are, though nobody posts them', () => {
    expect(check(schema, {})).toEqual({ ok: true, value: { region: 'EMEA', returns: false, rows: { a: [1] } } })
  })

  it.each<[string, Posted]>([
    ['region', 'APAC'],
    ['region', 'EMEA'],
    ['region', ''],
    ['returns', 'on'],
    ['rows', ['{', '}']],
  ])('are never taken from a form: a posted %s of %j is refused (IO-1)', (name, posted) => {
    expect(check(schema, { [name]: posted })).toMatchObject({ ok: false })
  })

  it('are sent only when their field is asked for', () => {
    const sometimes = schemaOf({ returns, mode: { type: 'string', const: 'full', ...when('returns', true) } })
    expect(check(sometimes, {})).toEqual({ ok: true, value: { returns: false } })
    expect(check(sometimes, { returns: 'on' })).toEqual({ ok: true, value: { returns: true, mode: 'full' } })
  })

  it.each<[string, InputProperty]>([
    ['a secret', { type: 'string', writeOnly: true, const: 'hunter2' }],
    ['a choice that is not offered', { ...region, const: 'MOON' }],
    ['a text for a number', { type: 'number', const: '5' }],
    ['a number out of its range', { type: 'integer', maximum: 3, const: 4 }],
    ['a day that there is not', { type: 'string', format: 'date', const: '2026-02-30' }],
    ['a name that pollutes', { 'x-control': 'json', const: JSON.parse('{"__proto__":1}') }],
    ['characters that cannot be stored', { type: 'string', const: 'a\0' }],
  ])('cannot be %s', (_what, property) => {
    expect(formIssues(schemaOf({ it: property }))).toMatchObject([{ path: ['it', 'const'] }])
  })

  it('are what alone may be left off the form', () => {
    expect(formIssues(schemaOf({ it: { type: 'string', 'x-hidden': true } }))).toMatchObject([
      { path: ['it', 'x-hidden'] },
    ])
  })
})
