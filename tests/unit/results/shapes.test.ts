import { describe, expect, it } from 'vitest'
import { chartColumns, chartOf } from '@/lib/results/chart-of'
import { jsonTree } from '@/lib/results/json-tree'
import { wholeTable } from '@/lib/results/whole-table'

const tableOf = (value: unknown) => {
  const table = wholeTable(JSON.stringify(value), false)
  if (!table) throw new Error('That is a table')
  return table
}

describe('a chart', () => {
  const sales = tableOf([
    { order_id: 1, region: 'North', sales: 10, loss: -2 },
    { order_id: 2, region: 'South', sales: 30, loss: -8 },
  ])

  it('is of the first column of numbers that is no id, named by the first column of words', () => {
    expect(chartOf(sales, undefined)).toMatchObject({
      kind: 'bars',
      points: [
        { label: 'North', value: 10 },
        { label: 'South', value: 30 },
      ],
      least: 0,
      most: 30,
    })
    expect(chartColumns(sales)).toEqual([2, 3])
  })

  it('is of another column where that is asked for, and has its zero', () => {
    expect(chartOf(sales, 3)).toMatchObject({ value: 3, least: -8, most: 0 })
    expect(chartOf(sales, 1)).toMatchObject({ value: 2 })
  })

  it('is a line where the rows are many, and says how many it leaves out', () => {
    expect(chartOf(tableOf(Array.from({ length: 41 }, (_, n) => ({ n }))), undefined)).toMatchObject({
      kind: 'line',
      left: 0,
    })
    expect(chartOf(tableOf(Array.from({ length: 600 }, (_, n) => ({ n }))), undefined)).toMatchObject({ left: 100 })
  })

  it('is not drawn of words, of ids, or of one row', () => {
    expect(chartOf(tableOf([{ a: 'x' }, { a: 'y' }]), undefined)).toBeUndefined()
    expect(chartOf(tableOf([{ id: 1 }, { id: 2 }]), undefined)).toBeUndefined()
    expect(chartOf(tableOf([{ n: 1 }]), undefined)).toBeUndefined()
  })
})

describe('the tree of a JSON text', () => {
  it('has every value as JSON writes it, long ids with all their digits', () => {
    expect(jsonTree('{"id":9223372036854775807,"list":["a",null]}')).toMatchObject({
      kind: 'object',
      size: 2,
      inner: [
        { name: 'id', kind: 'value', text: '9223372036854775807' },
        {
          name: 'list',
          kind: 'list',
          size: 2,
          inner: [
            { name: '0', text: '"a"' },
            { name: '1', text: 'null' },
          ],
        },
      ],
    })
  })

  it('ends where a page does, and says how much is left (IO-7)', () => {
    const wide = jsonTree(JSON.stringify(Array.from({ length: 10_000 }, () => 1)))
    expect([wide?.inner.length, wide?.left]).toEqual([2_999, 7_001])
    const deep = JSON.stringify(Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 1))
    expect(JSON.stringify(jsonTree(deep))).toContain('"left":1')
    expect(jsonTree(`${'['.repeat(1_000_000)}`)).toBeUndefined()
  })

  it.each(['', 'text', '12', '{"a":'])('is not made of %j', (text) => {
    expect(jsonTree(text)).toBeUndefined()
  })
})
