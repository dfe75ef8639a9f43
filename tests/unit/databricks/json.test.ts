import { expect, it } from 'vitest'
import { idNumber, parseJson } from '@/lib/databricks/json'

it.each([
  ['{"run_id":9007199254740993}', { run_id: '9007199254740993' }],
  ['{"run_id":9223372036854775807}', { run_id: '9223372036854775807' }],
  ['[-9007199254740993]', ['-9007199254740993']],
  ['{"run_id":9007199254740991,"start_time":1750956453277}', { run_id: 9007199254740991, start_time: 1750956453277 }],
  ['{"ratio":0.1234567890123456,"huge":1e300}', { ratio: 0.1234567890123456, huge: 1e300 }],
  ['{"text":"9007199254740993"}', { text: '9007199254740993' }],
])('IO-6: %s keeps its integers exact', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})

it('IO-6: an id in a body is a JSON number, digit for digit', () => {
  const body = { job_id: idNumber('9007199254740993'), job_parameters: { id: '9007199254740993' } }
  expect(JSON.stringify(body)).toBe('{"job_id":9007199254740993,"job_parameters":{"id":"9007199254740993"}}')
})

it.each(['', '1.5', '-3', '1e9', '9223372036854775808', '1}', '"1"'])('IO-6: %j goes into no body', (id) => {
  expect(() => idNumber(id)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
})
