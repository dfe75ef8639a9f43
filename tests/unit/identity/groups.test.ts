import { describe, expect, it } from 'vitest'
import { type Groups, groupsFrom } from '@/lib/identity/groups'
import { groupsProblem } from '@/lib/identity/groups-told'

const ONE = '1f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const TWO = '2f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const ABSENT: Groups = { claim: 'absent', ids: [] }
const TOO_MANY: Groups = { claim: 'too_many', ids: [] }

describe('the groups of an id token (AUTHZ-1)', () => {
  it.each<[string, Record<string, unknown>, Groups]>([
    [
      'are its object ids, each once, in one order',
      { groups: [TWO, ONE, TWO] },
      { claim: 'listed', ids: [ONE, TWO] },
    ],
    ['may be spelled in capitals', { groups: [ONE.toUpperCase()] }, { claim: 'listed', ids: [ONE] }],
    ['are not names of any kind', { groups: ['Finance', 'CONTOSO\\Finance', 7, null] }, { claim: 'listed', ids: [] }],
    ['may be none', { groups: [] }, { claim: 'listed', ids: [] }],
    ['are not told without the claim', {}, ABSENT],
    ['are not told by a claim that is no list', { groups: ONE }, ABSENT],
    ['are too many where the token names another place', { _claim_names: { groups: 'src1' } }, TOO_MANY],
    ['are then none, whatever stands beside it', { groups: [ONE], _claim_names: { groups: 'src1' } }, TOO_MANY],
    [
      'are told where another claim is elsewhere',
      { groups: [ONE], _claim_names: { roles: 'src1' } },
      { claim: 'listed', ids: [ONE] },
    ],
  ])('%s', (_what, claims, groups) => {
    expect(groupsFrom(claims)).toEqual(groups)
  })
})

it.each([
  ['nobody was asked about', { listed: 0, tooMany: 0, people: 0 }, undefined],
  ['Entra told of nobody', { listed: 0, tooMany: 0, people: 3 }, 'absent'],
  ['Entra told of somebody', { listed: 1, tooMany: 0, people: 3 }, undefined],
  ['somebody is in too many', { listed: 1, tooMany: 1, people: 3 }, 'too_many'],
])('what is to be mended where %s', (_what, told, problem) => {
  expect(groupsProblem(told)).toBe(problem)
})
