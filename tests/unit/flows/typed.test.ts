import { expect, it } from 'vitest'
import type { InputSchema } from '@/lib/flows/input-schema'
import { keepable, valuesTyped } from '@/lib/flows/typed'

const FORM: InputSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    region: { type: 'string' },
    many: { type: 'integer' },
    all: { type: 'boolean' },
    days: { type: 'array', items: { type: 'string', enum: ['Mon', 'Tue'] }, uniqueItems: true },
    password: { type: 'string', writeOnly: true, 'x-control': 'secret' },
    source: { type: 'string', const: 'portal' },
  },
}
const TYPED = {
  region: 'EMEA',
  many: '12,5',
  all: false,
  days: ['Mon'],
  password: 'hunter2',
  source: 'x',
  other: 'y',
}

it('keeps of a form what its person typed as it stands, and nothing secret, fixed or strange (TOK-1)', () => {
  expect(keepable(FORM, TYPED)).toEqual({ region: 'EMEA', many: '12,5', all: false, days: ['Mon'] })
  expect(keepable(FORM, { constructor: 'x', toString: 'y' })).toEqual({})
})

it('reads the values that it stands for, as far as it does', () => {
  expect(valuesTyped(FORM, keepable(FORM, TYPED))).toEqual({ region: 'EMEA', all: false, days: ['Mon'] })
  expect(valuesTyped(FORM, { all: true, many: '12' })).toEqual({ all: true, many: 12 })
})
