import { describe, expect, it } from 'vitest'
import {
  cursorText,
  inputOf,
  isFiltered,
  parseCursor,
  parseRunQuery,
  type RunQuery,
  runQueryString,
  STATUSES,
  statusesOf,
  wordsOf,
} from '@/lib/runs/run-query'

const NOTHING: RunQuery = {
  ...{ flow: '', status: '', trigger: '', workspace: '', person: '', from: '', to: '', atLeast: '', atMost: '' },
  ...{ cause: '', input: '', error: '', q: '', columns: '', after: '', before: '' },
}
const ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'

describe('a history’s address', () => {
  it('is read and written again without a change', () => {
    const query: RunQuery = {
      flow: 'refresh-sales',
      status: 'Succeeded with failures,Failed',
      trigger: 'schedule',
      cause: 'code',
      workspace: 'azure-databricks',
      person: 'Ana',
      from: '2026-11-01',
      to: '2026-11-30',
      atLeast: '90s',
      atMost: '2h',
      input: 'region=EMEA',
      error: 'table not found',
      q: 'Zürich & 100 %',
      columns: 'trigger,input:region',
      after: cursorText({ createdAt: Date.UTC(2026, 10, 22), id: ID }),
      before: '',
    }
    const written = runQueryString(query)
    expect(parseRunQuery(Object.fromEntries(new URLSearchParams(written)))).toEqual(query)
    expect(runQueryString(parseRunQuery(Object.fromEntries(new URLSearchParams(written))))).toBe(written)
  })

  it.each(STATUSES)('knows the status %s', (status) => {
    expect(parseRunQuery({ status })).toEqual({ ...NOTHING, status })
  })

  it('takes several statuses, in one parameter or in many, in the order that lists have', () => {
    for (const status of ['Failed,Queued', ['Failed', 'Queued'], ['Failed', 'Queued,Failed', 'nonsense']]) {
      expect(parseRunQuery({ status }).status).toBe('Queued,Failed')
    }
    expect(statusesOf(parseRunQuery({ status: 'Failed,Queued' }))).toEqual(['Queued', 'Failed'])
    expect(statusesOf(NOTHING)).toEqual([])
  })

  it.each([`${'x'.repeat(199)}\u{1F600}`, `a\0b${' '.repeat(300)}`, `${'y'.repeat(199)} z`, '\uD800lone'])(
    'makes of %j a text that reads the same again, and that a database takes (IO-5)',
    (q) => {
      const once = parseRunQuery({ q, input: q, person: q })
      expect(parseRunQuery({ ...once })).toEqual(once)
      expect(once.q.isWellFormed()).toBe(true)
      expect(once.q).not.toContain('\0')
    },
  )

  it('leaves out what is empty, and changes what it is told to', () => {
    expect(runQueryString(NOTHING)).toBe('')
    expect(runQueryString({ ...NOTHING, q: 'a', after: 'x' }, { after: '', status: 'Failed' })).toBe(
      '?status=Failed&q=a',
    )
  })

  it.each<[string, Record<string, string | string[] | undefined>]>([
    ['nothing', {}],
    ['a flow that is no slug', { flow: '../x' }],
    ['a flow in capitals', { flow: 'Sales' }],
    ['an unknown status', { status: 'succeeded' }],
    ['an inherited name for a status', { status: 'constructor' }],
    ['an unknown trigger', { trigger: 'api' }],
    ['a workspace that is no slug', { workspace: 'a b' }],
    ['lengths that are none', { atLeast: '-1 h', atMost: '9999999 d' }],
    ['a day in another order', { from: '22.11.2026' }],
    ['a day that does not exist', { from: '2026-02-30', to: '2026-13-01' }],
    ['a day of another age', { from: '0000-01-01', to: '9999-12-31' }],
    ['a day with more behind it', { to: '2026-11-22T00:00' }],
    ['blanks', { q: '   ' }],
    ['an empty list', { q: [] }],
    ['names it does not know', { owner: 'me', __proto__x: '1' }],
  ])('makes no filter of %s', (_what, params) => {
    expect(parseRunQuery(params)).toEqual(NOTHING)
    expect(isFiltered(parseRunQuery(params))).toBe(false)
  })

  it('takes the first of several values, and no more than 200 characters', () => {
    expect(parseRunQuery({ q: ['one', 'two'] }).q).toBe('one')
    expect(parseRunQuery({ q: 'x'.repeat(50_000) }).q).toHaveLength(200)
  })

  it('counts as filtered by every filter, not by the place in the list', () => {
    for (const name of Object.keys(NOTHING).filter((key) => !['after', 'before', 'columns'].includes(key))) {
      expect(isFiltered({ ...NOTHING, [name]: 'x' } as RunQuery)).toBe(true)
    }
    expect(isFiltered({ ...NOTHING, columns: 'run', after: 'x', before: 'y' })).toBe(false)
  })
})

describe('words to look for', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['refresh sales', ['refresh', 'sales']],
    ['  Größe—42,x ', ['Größe', '42', 'x']],
    ["'; DROP TABLE runs; --", ['DROP', 'TABLE', 'runs']],
    ['%_\\', []],
    ['a\0b', ['a', 'b']],
    ['日本 語', ['日本', '語']],
    ['1 2 3 4 5 6 7 8 9 10', ['1', '2', '3', '4', '5', '6', '7', '8']],
  ])('IO-8: %j are %j', (q, words) => {
    expect(wordsOf(q)).toEqual(words)
  })
})

describe('an input that is looked for', () => {
  it.each([
    ['EMEA', undefined, 'EMEA', ['EMEA']],
    ['region=EMEA', 'region', 'EMEA', ['EMEA']],
    ['region = north east', 'region', 'north east', ['north', 'east']],
    ['a=b=c', 'a', 'b=c', ['b', 'c']],
    ['=x', undefined, '=x', ['x']],
    ['two words=x', undefined, 'two words=x', ['two', 'words', 'x']],
    ['region=', 'region', '', []],
  ])('%j', (asked, name, text, words) => {
    expect(inputOf(asked)).toEqual({ name, text, words })
  })
})

describe('a place in the list', () => {
  it.each([0, 1, Date.UTC(2026, 10, 22, 16, 20, 0, 123), Date.UTC(2199, 11, 31)])(
    'at %i ms comes back as it went',
    (createdAt) => {
      expect(parseCursor(cursorText({ createdAt, id: ID }))).toEqual({ createdAt: new Date(createdAt), id: ID })
    },
  )

  it.each([
    '',
    '.',
    ID,
    `.${ID}`,
    `-1.${ID}`,
    `zzzzzzzzzzz.${ID}`,
    `mi2x.${ID.toUpperCase()}`,
    `mi2x.${'-'.repeat(36)}`,
    `mi2x.${'0'.repeat(36)}`,
    `mi2x.${ID} OR 1=1`,
    `mi2x.${ID}\n`,
    `mi2x.${ID}.${ID}`,
  ])('IO-8: %j is no place', (text) => {
    expect(parseCursor(text)).toBeUndefined()
  })
})
