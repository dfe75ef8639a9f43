import { describe, expect, it } from 'vitest'
import { groupsText, readGroups, withGroup } from '@/lib/flows/audience-groups'

const ID = '1f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const OTHER = '2f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'

describe('groups as they are typed', () => {
  it('are one a line, and read the same again', () => {
    const { groups, wrong } = readGroups(`${ID.toUpperCase()} = Finance\r\n\n  ${OTHER}=a = b  `)
    expect(groups).toEqual([
      { id: ID, name: 'Finance' },
      { id: OTHER, name: 'a = b' },
    ])
    expect(wrong).toEqual([])
    expect(readGroups(groupsText(groups)).groups).toEqual(groups)
  })

  it.each([ID, `${ID} =`, `${ID} = `, 'Finance', `x${ID} = Finance`, `${ID} = ${'x'.repeat(101)}`, `${ID} = \0`])(
    'are not %j',
    (line) => {
      expect(readGroups(`${OTHER} = Finance\n${line}`)).toEqual({
        groups: [{ id: OTHER, name: 'Finance' }],
        wrong: [line.trim()],
      })
    },
  )
})

it('a group that is there already gets the new name, in its place', () => {
  const groups = [
    { id: ID, name: 'Finance' },
    { id: OTHER, name: 'Operations' },
  ]
  expect(withGroup(groups, { id: ID, name: 'Money' })).toEqual([{ id: ID, name: 'Money' }, groups[1]])
})
