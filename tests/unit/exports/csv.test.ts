import { expect, it } from 'vitest'
import { csvLine } from '@/lib/exports/csv'

it.each([
  ['=1+1', `"'=1+1"`],
  ['+49 30', `"'+49 30"`],
  ['-5', `"'-5"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  ['＝1', `"'＝1"`],
  ['＋1', `"'＋1"`],
  ['－1', `"'－1"`],
  ['＠x', `"'＠x"`],
  ['a=1', '"a=1"'],
  ['say "hi", and\nbye', '"say ""hi"", and\nbye"'],
  [-5, '"-5"'],
  [{ digits: '-24.90' }, '"-24.90"'],
  [true, '"true"'],
  ['', '""'],
  [null, ''],
  [undefined, ''],
] as const)('%j is the cell %s, which no spreadsheet takes for a formula (IO-11)', (value, cell) => {
  expect(csvLine([value, 1])).toBe(`${cell},"1"\r\n`)
})
