import { describe, expect, it } from 'vitest'
import { type StatementResult, statementOutput, statementText } from '@/lib/runs/statement-result'

const resultOf = (types: readonly string[], ...rows: StatementResult['rows']): StatementResult => ({
  columns: types.map((typeName, at) => ({ name: `c${at}`, typeName })),
  rows,
  isCut: false,
})

describe('the rows of a statement', () => {
  it('are numbers where JavaScript writes them as they came, and exact texts otherwise', () => {
    const result = resultOf(
      ['LONG', 'LONG', 'DECIMAL', 'DOUBLE', 'BOOLEAN', 'STRING', 'STRING'],
      ['12', '9007199254740993', '24.90', '1.5', 'true', '007', null],
    )
    expect(statementOutput(result)).toMatchObject({
      rows: [[12, '9007199254740993', '24.90', 1.5, true, '007', null]],
      totalRows: 1,
    })
  })

  it('keep columns apart that have one name or none, and say when the workspace left rows out', () => {
    const columns = ['a', 'a', ''].map((name) => ({ name, typeName: 'STRING' }))
    const output = statementOutput({ columns, rows: [], isCut: true })
    expect(output).toMatchObject({ columns: ['a', 'a (2)', '3'], totalRows: 0, isCut: true })
    expect(statementOutput({ columns: [], rows: [], isCut: false })).toBeUndefined()
  })

  it('are a file that no spreadsheet takes for formulas, numbers aside (IO-11)', () => {
    const result = resultOf(
      ['STRING', 'INT'],
      ['=1+1', '-5'],
      ['+49 30', '7'],
      ['@x', null],
      ['\tx', '1'],
      ['＝1', '1'],
      ['say "hi", and\nbye', '1'],
    )
    expect(statementText(result).split('\r\n')).toEqual([
      '"c0","c1"',
      `"'=1+1","-5"`,
      `"'+49 30","7"`,
      `"'@x",`,
      `"'\tx","1"`,
      `"'＝1","1"`,
      '"say ""hi"", and\nbye","1"',
      '',
    ])
  })
})
