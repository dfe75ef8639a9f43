import { expect, it } from 'vitest'
import { hasRole, type Role, rolesFrom } from '@/lib/identity/roles'

it.each<[unknown, Role[]]>([
  [['Portal.User'], ['Portal.User']],
  [
    ['Portal.Admin', 'Portal.User'],
    ['Portal.User', 'Portal.Admin'],
  ],
  [['portal.user'], []],
  [['PORTAL.ADMIN'], []],
  [['Portal.Admin '], []],
  [['Portal.Owner'], []],
  [[], []],
  [undefined, []],
  [null, []],
  ['Portal.Admin', []],
  [{ 0: 'Portal.Admin', length: 1 }, []],
  [[['Portal.Admin']], []],
  [['Portal.User', 7, null], ['Portal.User']],
])('AUTHZ-1: the claim %j gives %j', (claim, roles) => {
  expect(rolesFrom(claim)).toEqual(roles)
})

it.each<[Role[], Role, boolean]>([
  [['Portal.User'], 'Portal.User', true],
  [['Portal.User'], 'Portal.Maker', false],
  [['Portal.Maker'], 'Portal.User', true],
  [['Portal.Maker'], 'Portal.Admin', false],
  [['Portal.Admin'], 'Portal.Maker', true],
  [['Portal.Admin'], 'Portal.User', true],
  [[], 'Portal.User', false],
])('AUTHZ-1: %j reaches %s: %s', (roles, needed, reached) => {
  expect(hasRole(roles, needed)).toBe(reached)
})
