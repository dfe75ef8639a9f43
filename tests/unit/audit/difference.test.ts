import { expect, it } from 'vitest'
import { differencesOf } from '@/lib/audit/difference'

it('what differs comes first, each value by its path', () => {
  const before = { name: 'Sales', audience: { roles: ['Portal.User'], people: 2 }, atOnce: 1 }
  const after = { name: 'Sales', audience: { roles: ['Portal.User', 'Portal.Maker'], people: 2 }, icon: null }
  expect(differencesOf(before, after)).toEqual([
    {
      path: 'audience.roles',
      before: 'Portal.User',
      after: 'Portal.User, Portal.Maker',
      isChanged: true,
      isSecret: false,
    },
    { path: 'atOnce', before: '1', after: undefined, isChanged: true, isSecret: false },
    { path: 'icon', before: undefined, after: 'null', isChanged: true, isSecret: false },
    { path: 'name', before: 'Sales', after: 'Sales', isChanged: false, isSecret: false },
    { path: 'audience.people', before: '2', after: '2', isChanged: false, isSecret: false },
  ])
})

it('a value by the name of a secret is not shown, only that it was changed (TOK-9)', () => {
  const changes = differencesOf(
    { security: { clientSecret: 'old' } },
    { security: { clientSecret: 'new' }, token: 'x' },
  )
  expect(changes).toEqual([
    { path: 'security.clientSecret', before: '', after: '', isChanged: true, isSecret: true },
    { path: 'token', before: undefined, after: '', isChanged: true, isSecret: true },
  ])
  expect(JSON.stringify(changes)).not.toMatch(/old|new|"x"/)
})

it('what was only before, or only after, is a difference from nothing', () => {
  expect(differencesOf(undefined, { roles: [] })).toEqual([
    { path: 'roles', before: undefined, after: '', isChanged: true, isSecret: false },
  ])
  expect(differencesOf(undefined, undefined)).toEqual([])
})
