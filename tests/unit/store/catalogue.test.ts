import { describe, expect, it } from 'vitest'
import { parentsFirst, type Table } from '@/lib/store/catalogue'

const table = (name: string, key = ['id']): Table => ({ name, key, columns: [] })
const namesOf = (tables: readonly Table[]) => tables.map(({ name }) => name)

describe('the order in which tables are filled', () => {
  it('puts those first that others refer to', () => {
    const references = [
      { child: 'a', parent: 'c' },
      { child: 'c', parent: 'b' },
      { child: 'd', parent: 'b' },
    ]
    expect(
      namesOf(
        parentsFirst(
          ['a', 'b', 'c', 'd'].map((name) => table(name)),
          references,
        ),
      ),
    ).toEqual(['b', 'c', 'a', 'd'])
  })

  it('does not exist where tables refer to each other in a circle', () => {
    const references = [
      { child: 'a', parent: 'b' },
      { child: 'b', parent: 'a' },
    ]
    expect(() => parentsFirst([table('a'), table('b')], references)).toThrow('in a circle')
  })

  it('needs a key to walk along', () => {
    expect(() => parentsFirst([table('a', [])], [])).toThrow('The table a has no primary key')
  })
})
