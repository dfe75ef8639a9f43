import { describe, expect, it } from 'vitest'
import { type ChoiceSource, sourceProblem, sqlTypeOf } from '@/lib/flows/choice-source'
import { type InputProperty, type InputSchema, kindOf } from '@/lib/flows/input-schema'
import { formIssues } from '@/lib/flows/server/form-issues'
import { workMs } from '@/tests/support/work-time'

const from = (statement: string, warehouse = 'a1b2c3d4e5f60718'): ChoiceSource => ({
  from: 'sql',
  warehouse,
  statement,
})

function problemOf(
  source: ChoiceSource,
  before: Record<string, InputProperty> = {},
  after: Record<string, InputProperty> = {},
) {
  const properties = { ...before, it: { type: 'string', 'x-options': source } as const, ...after }
  const schema: InputSchema = { type: 'object', properties, additionalProperties: false }
  const problem = sourceProblem(schema, 'it')
  expect(formIssues(schema).map(({ path }) => path.join('.'))).toEqual(problem ? ['it.x-options'] : [])
  return problem
}

describe('a statement behind choices', () => {
  it.each<[string, InputProperty, string | undefined]>([
    ['a text', { type: 'string' }, 'STRING'],
    ['a whole number', { type: 'integer' }, 'BIGINT'],
    ['a number', { type: 'number' }, 'DOUBLE'],
    ['yes or no', { type: 'boolean' }, 'BOOLEAN'],
    ['a choice', { enum: ['a'] }, 'STRING'],
    ['a day', { type: 'string', format: 'date' }, 'DATE'],
    ['a time', { type: 'string', format: 'date-time' }, 'TIMESTAMP'],
    ['JSON', { 'x-control': 'json' }, undefined],
    ['several choices', { type: 'array', items: { type: 'string', enum: ['a'] } }, undefined],
    ['a secret', { type: 'string', writeOnly: true }, undefined],
  ])('is given %s as a value of its type, or not at all (IO-8)', (_what, property, type) => {
    expect(sqlTypeOf(property)).toBe(type)
    expect(problemOf(from('SELECT a FROM t WHERE b = :given'), { given: property })).toBe(type ? undefined : 'marker')
  })

  it.each<[string, string, string | undefined]>([
    ['one that reads', ' select a, b\nfrom t ', undefined],
    ['one that deletes', 'DELETE FROM t', 'statement'],
    ['one that writes behind a WITH', 'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', 'statement'],
    ['one that gives a right', 'GRANT SELECT ON t TO `maker@contoso.example`', 'statement'],
    ['two', 'SELECT 1; DROP TABLE t', 'statement'],
    ['one that ends with a semicolon', 'SELECT 1;', 'statement'],
    ['a semicolon in a text', "SELECT ';' AS a", undefined],
    ['a word that begins like it', 'SELECTED', 'statement'],
    ['nothing', '', 'statement'],
    ['4,001 characters', `SELECT ${'a'.repeat(3_994)}`, 'statement'],
  ])('may read and nothing else: %s', (_what, statement, problem) => {
    expect(problemOf(from(statement))).toBe(problem)
  })

  it('names a warehouse by its id', () => {
    for (const id of ['', 'A1B2C3D4E5F60718', '../../jobs', 'a1b2c3d4e5f60718\n']) {
      expect(problemOf(from('SELECT 1', id))).toBe('warehouse')
    }
  })

  it('is given no field that comes later, and none that there is not', () => {
    const asks = from('SELECT a FROM t WHERE b = :other')
    expect(problemOf(asks, {}, { other: { type: 'string' } })).toBe('marker')
    expect(problemOf(asks)).toBe('marker')
    expect(problemOf(from('SELECT :toString, :it'))).toBe('marker')
  })

  it('is looked at quickly, whatever is in it (IO-7)', () => {
    for (const part of ["'", "\\'", '/*', '`', '--', ':a']) {
      const statement = `SELECT ${part.repeat(1_990)}`.slice(0, 4_000)
      expect(workMs(() => problemOf(from(statement)))).toBeLessThan(100)
    }
  })
})

describe('choices that are read', () => {
  const schemaOf = (it: InputProperty): InputSchema => ({
    type: 'object',
    properties: { it },
    additionalProperties: false,
  })

  it('are those of a choice or of several', () => {
    expect(kindOf({ type: 'string', 'x-options': { from: 'jobs' } })).toBe('choice')
    expect(kindOf({ type: 'array', items: { type: 'string' }, 'x-options': { from: 'jobs' } })).toBe(
      'several-choices',
    )
  })

  it('are those of ten fields at most: each is a call whenever somebody opens the form', () => {
    const form = (count: number): InputSchema => ({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`f${index}`, { type: 'string', 'x-options': { from: 'jobs' } }]),
      ),
      additionalProperties: false,
    })
    expect(formIssues(form(10))).toEqual([])
    expect(formIssues(form(11))).toMatchObject([{ path: [] }])
  })

  it.each<[string, InputProperty]>([
    ['beside a list', { type: 'string', enum: ['a'], 'x-options': { from: 'jobs' } }],
    ['of a secret', { type: 'string', writeOnly: true, 'x-options': { from: 'jobs' } }],
    ['of a long text', { type: 'string', 'x-control': 'long-text', 'x-options': { from: 'jobs' } }],
    ['that are neither listed nor read', { type: 'array', items: { type: 'string' } }],
  ])('are refused %s', (_what, property) => {
    expect(formIssues(schemaOf(property))).toHaveLength(1)
  })
})
