import { describe, expect, it } from 'vitest'
import { csvLine } from '@/lib/exports/csv'
import { csvRows } from '@/lib/results/csv-rows'
import { tableFile } from '@/lib/results/table-file'
import { lookAtTable, ROWS_A_PAGE, type TableLook } from '@/lib/results/table-look'
import { wholeTable } from '@/lib/results/whole-table'
import { workMs } from '@/tests/support/work-time'

describe('the rows of a CSV that the portal wrote', () => {
  it.each([
    [
      ['a', 'b'],
      ['say "hi"', 'two\r\nlines'],
    ],
    [
      ['a', 'b'],
      ['', null],
    ],
    [
      ['a', 'b'],
      [null, 'x,y'],
    ],
    [['a'], [null]],
    [
      ['formula', 'other'],
      ['=1+1', '@home'],
    ],
  ])('are what was written: %j, %j', (head, row) => {
    const written = [head, row].map(csvLine).join('')
    expect(csvRows(written)).toEqual([head, ...(row.length === 1 && row[0] === null ? [] : [row])])
  })

  it('are read in a time that grows with the text, whatever it is (IO-7)', () => {
    const spent = workMs(() => {
      csvRows('"'.repeat(2_000_001))
      csvRows(','.repeat(1_000_000))
    })
    expect(spent).toBeLessThan(2_000)
  })
})

describe('a whole table', () => {
  it('has the numbers of a statement as numbers, where all of a column are', () => {
    const csv = [
      ['day', 'sales', 'code'],
      ['2026-11-01', { digits: '12.5' }, '007'],
      ['2026-11-02', null, '8'],
    ]
    const table = wholeTable(csv.map(csvLine).join(''), true)
    expect(table?.rows).toEqual([
      ['2026-11-01', 12.5, '007'],
      ['2026-11-02', null, '8'],
    ])
    expect(table?.numeric).toEqual([false, true, false])
  })

  it('keeps every digit of a long id, and what lies in a cell as JSON', () => {
    const table = wholeTable('[{"id":9223372036854775807,"tags":["a"]}]', false)
    expect(table?.rows).toEqual([['9223372036854775807', '["a"]']])
  })

  it.each(['{"a":1}', 'plain', '', '[1,2]', '[['])('is not made of %j', (text) => {
    expect(wholeTable(text, false)).toBeUndefined()
  })
})

describe('a result that is too large for a table', () => {
  it.each([
    ['rows', JSON.stringify(Array.from({ length: 200_001 }, () => [1]))],
    [
      'cells',
      JSON.stringify([
        Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`c${n}`, n])),
        ...Array.from({ length: 1_001 }, () => ({})),
      ]),
    ],
  ])('for its %s is a text, and is known for one at once (IO-7)', (_, text) => {
    expect(workMs(() => expect(wholeTable(text, false)).toBeUndefined())).toBeLessThan(1_000)
  })

  it('as far as it is one is sorted in a time that nobody notices (IO-7)', () => {
    const table = wholeTable(
      JSON.stringify([['a'], ...Array.from({ length: 200_000 }, (_, n) => [`${(n * 7919) % 200_000} x`])]),
      false,
    )
    if (!table) throw new Error('That is a table')
    const spent = workMs(() => lookAtTable(table, { find: 'x', sort: 0, descending: true, from: 0 }))
    expect(spent).toBeLessThan(2_000)
  })

  it('shows no more of wide rows and long cells than a page can carry', () => {
    const row = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`c${n}`, 'x'.repeat(n === 0 ? 2_000 : 50)]))
    const table = wholeTable(JSON.stringify(Array.from({ length: 300 }, () => row)), false)
    if (!table) throw new Error('That is a table')
    const { shown, found } = lookAtTable(table, { find: '', sort: undefined, descending: false, from: 0 })
    expect(found).toBe(300)
    expect(shown.length).toBeLessThan(60)
    expect(shown[0]?.cells).toHaveLength(100)
    expect(shown[0]?.cells[0]).toBe(`${'x'.repeat(1_000)}…`)
  })
})

describe('a look at a table', () => {
  const table = wholeTable('[["n","word"],[10,"b"],[9,"A"],[null,"c"],[100,null]]', false)
  if (!table) throw new Error('That is a table')
  const look: TableLook = { find: '', sort: undefined, descending: false, from: 0 }
  const seen = (change: Partial<TableLook>) =>
    lookAtTable(table, { ...look, ...change }).shown.map(({ index }) => index)

  it('shows the rows as they came, or sorted, with what is nothing at the end either way', () => {
    expect(seen({})).toEqual([0, 1, 2, 3])
    expect(seen({ sort: 0 })).toEqual([1, 0, 3, 2])
    expect(seen({ sort: 0, descending: true })).toEqual([3, 0, 1, 2])
    expect(seen({ sort: 1 })).toEqual([1, 0, 2, 3])
  })

  it('finds words in any cell and in either case', () => {
    expect(lookAtTable(table, { ...look, find: 'a' })).toMatchObject({ found: 1, shown: [{ index: 1 }] })
    expect(seen({ find: '10' })).toEqual([0, 3])
  })

  it('shows one page of many rows, and no more', () => {
    const many = wholeTable(JSON.stringify(Array.from({ length: 1_000 }, (_, n) => ({ n }))), false)
    if (!many) throw new Error('That is a table')
    const { shown, found } = lookAtTable(many, { ...look, from: 400 })
    expect([shown.length, shown[0]?.index, found]).toEqual([ROWS_A_PAGE, 400, 1_000])
    expect(lookAtTable(many, { ...look, from: 9_999_999 }).shown).toEqual([])
  })
})

describe('a table as a file', () => {
  const json = '[{"who":"=cmd()","n":-5}]'

  it('is CSV whose texts are no formulas, and whose numbers stay numbers (IO-11)', () => {
    expect(tableFile(json, false, 'csv')).toBe('"who","n"\r\n"\'=cmd()","-5"\r\n')
  })

  it('is JSON with the texts as they were, also from the CSV of a statement', () => {
    expect(tableFile(json, false, 'json')).toBe(json)
    expect(tableFile(tableFile(json, false, 'csv') ?? '', true, 'json')).toBe('[{"who":"=cmd()","n":-5}]')
    expect(tableFile('"a","a"\r\n"1","x"\r\n', true, 'json')).toBe('[["a","a"],[1,"x"]]')
  })

  it('is none where there is no table', () => {
    expect(tableFile('text', false, 'csv')).toBeUndefined()
    expect(tableFile('{"a":1}', false, 'json')).toBeUndefined()
  })
})
