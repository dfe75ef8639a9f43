import { describe, expect, it } from 'vitest'
import { firstOf, storableText } from '@/lib/runs/storable-text'
import { presentOutput } from '@/lib/runs/task-output'
import { workMs } from '@/tests/support/work-time'

const shown = (value: unknown) => presentOutput(JSON.stringify(value), false)

describe('a table', () => {
  it('is made of objects, its columns in the order they first appear', () => {
    expect(
      shown([
        { region: 'North', sales: 12.5 },
        { region: 'South', open: true, sales: null },
      ]),
    ).toEqual({
      kind: 'table',
      columns: ['region', 'sales', 'open'],
      rows: [
        ['North', 12.5, null],
        ['South', null, true],
      ],
      totalRows: 2,
      truncated: false,
    })
  })

  it('is made of rows of one length under a row of names', () => {
    const rows = [
      ['region', 'sales'],
      ['North', 1],
      ['South', 2],
    ]
    expect(shown(rows)).toMatchObject({
      kind: 'table',
      columns: ['region', 'sales'],
      rows: rows.slice(1),
      totalRows: 2,
    })
  })

  it('shows values within values as JSON', () => {
    expect(shown([{ a: [1, { b: 2 }] }])).toMatchObject({ rows: [['[1,{"b":2}]']] })
  })

  it('IO-6: shows a long id as it is written', () => {
    expect(presentOutput('[{"id": 9007199254740993, "n": 12}]', false)).toMatchObject({
      rows: [['9007199254740993', 12]],
    })
  })

  it('IO-4: takes names that objects inherit for names like others', () => {
    const text = '[{"toString":1,"__proto__":2},{"a":3}]'
    expect(presentOutput(text, false)).toMatchObject({
      columns: ['toString', '__proto__', 'a'],
      rows: [
        [1, 2, null],
        [null, null, 3],
      ],
    })
  })

  it('shows the first 200 of its rows, and says how many there are', () => {
    const output = shown(Array.from({ length: 4_120 }, (_, index) => ({ index })))
    expect(output).toMatchObject({ kind: 'table', totalRows: 4_120, truncated: true })
    if (output.kind === 'table') expect(output.rows).toHaveLength(200)
  })

  it('is cut where a cell, a row or the whole would be too much for a page', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`column ${index}`, index]))
    const output = shown([wide])
    expect(output).toMatchObject({ truncated: true })
    if (output.kind === 'table') expect(output.columns).toHaveLength(100)
    expect(shown([{ a: 'x'.repeat(5_000) }])).toMatchObject({ rows: [[`${'x'.repeat(1_000)}…`]], truncated: true })
    const large = shown(Array.from({ length: 200 }, () => ({ a: 'x'.repeat(900), b: 'y'.repeat(900) })))
    expect(JSON.stringify(large).length).toBeLessThan(150_000)
    expect(large).toMatchObject({ kind: 'table', totalRows: 200, truncated: true })
  })
})

describe('a text', () => {
  it.each<[string, string]>([
    ['plain words', 'Loaded 42 rows'],
    ['nothing', ''],
    ['an object', '{"a":1}'],
    ['a number', '12'],
    ['an empty list', '[]'],
    ['a list of numbers', '[1,2,3]'],
    ['a mixed list', '[{"a":1},2]'],
    ['a list with null', '[null]'],
    ['ragged rows', '[["a","b"],["1"]]'],
    ['rows without names', '[[1,2],[3,4]]'],
    ['one row of names and nothing below', '[["a","b"]]'],
    ['rows whose names repeat', '[["a","a"],[1,2]]'],
    ['rows of nothing', '[[],[]]'],
    ['broken JSON', '[{"a":1}'],
    ['JSON with more behind it', '[{"a":1}] done'],
    ['a part of a page', '<p>hello</p>'],
  ])('is %s', (_what, text) => {
    expect(presentOutput(text, false)).toEqual({ kind: 'text', text, truncated: false })
  })

  it('is what Databricks cut, even where the rest would be a table', () => {
    expect(presentOutput('[{"a":1}]', true)).toEqual({
      ...{ kind: 'text', text: '[{"a":1}]', truncated: true, isCut: true },
    })
  })

  it('is cut at 100,000 characters, and never inside of one', () => {
    const output = presentOutput(`${'x'.repeat(99_999)}😀😀`, false)
    expect(output).toEqual({ kind: 'text', text: 'x'.repeat(99_999), truncated: true })
  })
})

it.each([
  ['<!DOCTYPE html><p>x', true],
  ['  \n<!doctype html>', true],
  ['<html lang="en">', true],
  ['<HTML>', true],
  ['<htmlx>', false],
  ['text <html>', false],
])('%j is a page: %s', (text, isPage) => {
  expect(presentOutput(text, false).kind).toBe(isPage ? 'html' : 'text')
})

describe('what no database can store is made harmless', () => {
  it.each([
    ['a\0b', 'a�b'],
    ['a\ud800b', 'a�b'],
    ['😀', '😀'],
  ])('IO-5: %j', (text, stored) => {
    expect(storableText(text)).toBe(stored)
    expect(presentOutput(text, false)).toMatchObject({ text: stored })
    expect(shown([{ [text]: text }])).toMatchObject({ columns: [stored], rows: [[stored]] })
  })

  it('the first characters are whole ones', () => {
    expect(firstOf('a😀b', 2)).toBe('a')
    expect(firstOf('a😀b', 3)).toBe('a😀')
    expect(firstOf('ab', 2)).toBe('ab')
  })
})

it('IO-7: 5 MB are judged within a second', () => {
  const rows = JSON.stringify(Array.from({ length: 60_000 }, (_, id) => ({ id, name: 'x'.repeat(60) })))
  const ids = JSON.stringify(Array.from({ length: 100_000 }, () => ({ id: '9007199254740993'.repeat(2) })))
  const spent = workMs(() => {
    presentOutput(rows, false)
    presentOutput(ids, false)
    presentOutput('['.repeat(5_000_000), false)
  })
  expect(spent).toBeLessThan(3_000)
})
