import { describe, expect, it } from 'vitest'
import type { InputSchema } from '@/lib/flows/input-schema'
import { prefilledBy, prefillQuery } from '@/lib/flows/prefill'

const SCHEMA: InputSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    from: { type: 'string' },
    rate: { type: 'number' },
    loud: { type: 'boolean', default: true },
    regions: { type: 'array', items: { type: 'string', enum: ['EMEA', 'APAC'] } },
    more: { 'x-control': 'json' },
    key: { type: 'string', 'x-control': 'secret' },
    note: { type: 'string', writeOnly: true },
    fixed: { type: 'string', const: 'x', 'x-hidden': true },
    sheet: { type: 'string', 'x-control': 'file' },
  },
}
const HELD = { from: 'a & b', rate: '12,5', loud: false, regions: ['EMEA', 'APAC'], more: '{"a":[1]}' }
const read = (query: string) => {
  const params = new URLSearchParams(query)
  return prefilledBy(SCHEMA, Object.fromEntries([...params.keys()].map((name) => [name, params.getAll(name)])))
}

describe('a link with inputs', () => {
  it('gives a form back what it held, also what is no value', () => {
    const query = prefillQuery(SCHEMA, HELD) ?? ''
    expect(query).toMatch(/^\?p\.from=a\+%26\+b&/)
    expect(read(query)).toEqual(HELD)
  })

  it('carries no secret, no file, and nothing that is fixed, whoever writes it (OPS-7)', () => {
    const other = { key: 'hunter2', note: 'hunter2', fixed: 'hunter2', sheet: 'hunter2', unknown: 'hunter2' }
    expect(prefillQuery(SCHEMA, { ...HELD, ...other })).toBe(prefillQuery(SCHEMA, HELD))
    expect(prefillQuery(SCHEMA, other)).toBeUndefined()
    expect(
      prefilledBy(SCHEMA, Object.fromEntries(Object.keys(other).map((name) => [`p.${name}`, 'x']))),
    ).toBeUndefined()
  })

  it('is left alone where it is too long, or no text', () => {
    expect(prefillQuery(SCHEMA, { from: 'x'.repeat(4_001) })).toBeUndefined()
    expect(prefilledBy(SCHEMA, { 'p.from': 'x'.repeat(4_001) })).toBeUndefined()
    for (const text of ['\0', '\ud800']) expect(prefilledBy(SCHEMA, { 'p.from': text })).toBeUndefined()
  })

  it('says nothing by other parts of an address, nor by names that no form has (IO-4)', () => {
    const params = { from: 'x', 'p.__proto__': 'x', 'p.constructor': 'x', 'p.': 'x', p: 'x', 'p.rate': undefined }
    expect(prefilledBy(SCHEMA, params)).toBeUndefined()
  })
})
