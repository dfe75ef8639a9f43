import { describe, expect, it } from 'vitest'
import type { Neighbours } from '@/lib/drafts/edit-inputs'
import { type FieldForm, formOf } from '@/lib/drafts/field-form'
import { readField } from '@/lib/drafts/server/read-field'
import type { InputProperty } from '@/lib/flows/input-schema'
import { en } from '@/lib/language/en/english'

const NO_NEIGHBOURS: Neighbours = { earlier: [], later: [] }
const FORM: FieldForm = { name: 'it', label: 'It', kind: 'text' }

function issuesOf(change: Partial<FieldForm>, among = NO_NEIGHBOURS): readonly string[] {
  const read = readField({ ...FORM, ...change }, among, en)
  return read.ok ? [] : read.issues.map(({ field }) => field)
}

describe('the form of a field', () => {
  it.each<[string, InputProperty]>([
    ['text', { title: 'It', type: 'string', description: 'Help', default: 'x', minLength: 1, maxLength: 9 }],
    ['a pattern', { title: 'It', type: 'string', pattern: '[A-Z]{3}', 'x-pattern-words': 'three capitals' }],
    ['long text', { title: 'It', type: 'string', 'x-control': 'long-text', default: 'one\ntwo' }],
    ['a number', { title: 'It', type: 'number', minimum: -1.5, maximum: 10, default: 2.5 }],
    ['a whole number', { title: 'It', type: 'integer', minimum: 1, default: 3 }],
    ['yes or no', { title: 'It', type: 'boolean', default: true }],
    ['a choice', { title: 'It', type: 'string', enum: ['a', 'b'], 'x-labels': { a: 'First' } }],
    [
      'several choices',
      { title: 'It', type: 'array', items: { type: 'string', enum: ['a', 'b'] }, uniqueItems: true, minItems: 1 },
    ],
    ['a date', { title: 'It', type: 'string', format: 'date', default: '2026-11-30' }],
    ['a date with a time', { title: 'It', type: 'string', format: 'date-time', default: '2026-11-30T14:00' }],
    ['JSON', { title: 'It', 'x-control': 'json', default: { a: [1, 'two'] } }],
    ['a secret', { title: 'It', type: 'string', writeOnly: true, 'x-control': 'secret', minLength: 8 }],
    ['the jobs as choices', { title: 'It', type: 'string', 'x-options': { from: 'jobs' } }],
    [
      'several choices that a statement reads',
      {
        title: 'It',
        type: 'array',
        items: { type: 'string' },
        uniqueItems: true,
        'x-options': { from: 'sql', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT a FROM t' },
      },
    ],
    ['a fixed text', { title: 'It', type: 'string', const: 'x' }],
    ['a fixed no', { title: 'It', type: 'boolean', const: false }],
    ['a fixed choice that is not shown', { title: 'It', type: 'string', enum: ['a'], const: 'a', 'x-hidden': true }],
    [
      'fixed choices',
      { title: 'It', type: 'array', items: { type: 'string', enum: ['a', 'b'] }, uniqueItems: true, const: ['b'] },
    ],
  ])('gives back %s as it was', (_what, property) => {
    const form = formOf({ name: 'it', property, required: false })
    expect(readField(form, NO_NEIGHBOURS, en)).toEqual({ ok: true, value: { name: 'it', property, required: false } })
  })

  it.each<[Partial<FieldForm>, string]>([
    [{ name: '' }, 'name'],
    [{ name: 'with space' }, 'name'],
    [{ name: '__proto__' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ label: '  ' }, 'label'],
    [{ label: 'x'.repeat(201) }, 'label'],
    [{ label: 'nul\0' }, 'label'],
    [{ help: 'x'.repeat(1_001) }, 'help'],
    [{ least: '-1' }, 'least'],
    [{ most: 'many' }, 'most'],
    [{ least: '5', most: '4' }, 'most'],
    [{ kind: 'number', least: '1e9' }, 'least'],
    [{ pattern: '(?=look)' }, 'pattern'],
    [{ pattern: '(' }, 'pattern'],
    [{ pattern: '[A-Z]', preset: 'small' }, 'preset'],
    [{ kind: 'choice', choices: ' \n ' }, 'choices'],
    [{ kind: 'choice', choices: 'a\na' }, 'choices'],
    [{ kind: 'choice', choices: ' = words' }, 'choices'],
    [{ kind: 'choice', choices: 'a', preset: 'b' }, 'preset'],
    [{ kind: 'several-choices', choices: 'a', preset: 'b' }, 'preset'],
    [{ kind: 'number', preset: 'ten' }, 'preset'],
    [{ kind: 'number', whole: 'on', preset: '2.5' }, 'preset'],
    [{ kind: 'date', preset: '2026-02-30' }, 'preset'],
    [{ kind: 'json', preset: '{' }, 'preset'],
    [{ kind: 'json', preset: '{"__proto__": 1}' }, 'preset'],
    [{ kind: 'choice', from: 'sql', statement: 'SELECT 1' }, 'warehouse'],
    [{ kind: 'choice', from: 'sql', warehouse: 'a1b2c3d4e5f60718', statement: 'DROP TABLE t' }, 'statement'],
    [{ kind: 'choice', from: 'sql', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT :other' }, 'statement'],
    [{ kind: 'choice', from: 'sql', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT 1 -- \0' }, 'statement'],
    [{ use: 'fixed', preset: '' }, 'preset'],
    [{ use: 'hidden', kind: 'number', preset: 'ten' }, 'preset'],
    [{ use: 'fixed', kind: 'choice', choices: 'a', preset: 'b' }, 'preset'],
    [{ whenField: 'nothing', whenIs: 'x' }, 'whenField'],
    [{ whenField: '__proto__', whenIs: 'x' }, 'whenField'],
  ])('says beside the control what is wrong with %j (IO-1, IO-4, IO-7)', (change, field) => {
    expect(issuesOf(change)).toEqual([field])
  })

  it('takes no name that another field has', () => {
    const it = { name: 'it', property: {}, required: false }
    expect(issuesOf({}, { earlier: [], later: [it] })).toEqual(['name'])
    expect(issuesOf({}, { earlier: [it], later: [] })).toEqual(['name'])
  })

  it('forgets what its type does not have', () => {
    const read = readField(
      { ...FORM, kind: 'date', choices: 'a', pattern: '(', least: 'x', whole: 'on' },
      NO_NEIGHBOURS,
      en,
    )
    expect(read).toEqual({
      ok: true,
      value: { name: 'it', property: { title: 'It', type: 'string', format: 'date' }, required: false },
    })
  })

  it('keeps no default for a secret, and requires no switch to be on', () => {
    expect(readField({ ...FORM, kind: 'secret', preset: 'hunter2' }, NO_NEIGHBOURS, en)).toMatchObject({
      value: { property: expect.not.objectContaining({ default: expect.anything() }) },
    })
    expect(readField({ ...FORM, kind: 'yes-no', required: 'on' }, NO_NEIGHBOURS, en)).toMatchObject({
      value: { required: false },
    })
  })

  it('keeps no fixed value for a secret, and requires nothing that nobody fills in', () => {
    const secret = readField({ ...FORM, kind: 'secret', use: 'fixed', preset: 'hunter2' }, NO_NEIGHBOURS, en)
    expect(JSON.stringify(secret)).not.toContain('hunter2')
    const fixed = readField({ ...FORM, use: 'fixed', preset: 'x', required: 'on' }, NO_NEIGHBOURS, en)
    expect(fixed).toMatchObject({ value: { required: false, property: { const: 'x' } } })
  })
})

describe('what a field depends on', () => {
  const choice = { name: 'region', property: { enum: ['EMEA', 'APAC'] }, required: false }
  const yesNo = { name: 'returns', property: { type: 'boolean' }, required: false } as const
  const text = { name: 'text', property: { type: 'string' }, required: false } as const
  const secret = { name: 'secret', property: { writeOnly: true }, required: false }
  const late = { name: 'late', property: { enum: ['x'] }, required: false }
  const among = { earlier: [choice, yesNo, text, secret], later: [late] }
  const read = (change: Partial<FieldForm>) => readField({ ...FORM, ...change }, among, en)

  it.each<[string, string, readonly (string | boolean)[]]>([
    ['region', 'EMEA\n APAC ', ['EMEA', 'APAC']],
    ['returns', 'Yes', [true]],
    ['returns', 'no', [false]],
  ])('is read as it is written: %s, %j', (field, whenIs, is) => {
    const property = { 'x-shown-when': { field, is } }
    expect(read({ whenField: field, whenIs })).toMatchObject({ value: { property } })
    expect(formOf({ name: 'it', property, required: false })).toMatchObject({ whenField: field })
  })

  it.each<[string, string, string]>([
    ['region', ' ', 'whenIs'],
    ['region', 'MOON', 'whenIs'],
    ['returns', 'perhaps', 'whenIs'],
    ['text', 'x', 'whenField'],
    ['secret', 'x', 'whenField'],
    ['late', 'x', 'whenField'],
    ['it', 'x', 'whenField'],
  ])('is refused beside its control: %s, %j', (whenField, whenIs, control) => {
    expect(read({ whenField, whenIs })).toMatchObject({ ok: false, issues: [{ field: control }] })
  })
})
