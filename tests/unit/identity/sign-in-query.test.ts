import { expect, it } from 'vitest'
import { isFiltered, parseSignInQuery, signInQueryString, soughtIn } from '@/lib/identity/sign-in-query'

const ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'

it('a bad link still shows something: what makes no sense is left out', () => {
  const odd = {
    kind: 'x',
    result: 'maybe',
    run: '-1',
    from: '2026-13-01',
    to: 'soon',
    after: 'x',
    before: ['x', 'y'],
  }
  const asked = parseSignInQuery({ ...odd, user: ' a\0b ' })
  expect(signInQueryString(asked)).toBe('?user=ab')
  expect(isFiltered(asked)).toBe(true)
  expect(isFiltered(parseSignInQuery({ after: `x.${ID}` }))).toBe(false)
})

it('a page of a filtered list keeps its filters', () => {
  const asked = parseSignInQuery({
    kind: 'refresh',
    result: 'failure',
    run: '12',
    from: '2026-11-01',
    after: `x.${ID}`,
  })
  expect(signInQueryString(asked, { after: '', before: `y.${ID}` })).toBe(
    `?kind=refresh&result=failure&run=12&from=2026-11-01&before=y.${ID}`,
  )
})

it.each([
  ['', undefined],
  [ID.toUpperCase(), { kind: 'id', id: ID }],
  ['AADSTS50105', { kind: 'error', code: '50105' }],
  ['7000215', { kind: 'error', code: '7000215' }],
  ['user@contoso.example', { kind: 'name', name: 'user@contoso.example' }],
  ['123', { kind: 'name', name: '123' }],
])('%j is looked for as %j', (text, sought) => {
  expect(soughtIn(text)).toEqual(sought)
})
