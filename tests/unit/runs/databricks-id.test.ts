import { expect, it } from 'vitest'
import { isDatabricksId } from '@/lib/runs/databricks-id'

it.each(['0', '7', '625234784902960', '9007199254740993', '9223372036854775807'])('IO-6: %s is an id', (text) => {
  expect(isDatabricksId(text)).toBe(true)
})

it.each([
  '',
  '-1',
  '+1',
  '007',
  '1.0',
  '1e3',
  ' 1',
  '1\n',
  '0x1f',
  '٣',
  '9223372036854775808',
  '12345678901234567890',
])('IO-6: %j is no id', (text) => {
  expect(isDatabricksId(text)).toBe(false)
})
