import { describe, expect, it } from 'vitest'
import { pageOf } from '@/lib/paging/seek-page'

const row = (createdAt: number) => ({ createdAt, id: String(createdAt) })
const cursor = ({ id }: { id: string }) => id
const [NEWEST, OLDER_THAN_7, NEWER_THAN_3] = [
  { after: '', before: '' },
  { after: '7', before: '' },
  { after: '', before: '3' },
]

describe('a page of a list', () => {
  it('leads to older rows while there are more, and back where it came from', () => {
    expect(pageOf({ rows: [6, 5, 4].map(row), stoppedAt: undefined }, OLDER_THAN_7, 2, cursor)).toEqual({
      rows: [row(6), row(5)],
      newer: { after: '', before: '6' },
      older: { after: '5', before: '' },
      stoppedAt: undefined,
    })
  })

  it('shows newest first also when it was read from its other end', () => {
    expect(pageOf({ rows: [4, 5, 6].map(row), stoppedAt: undefined }, NEWER_THAN_3, 2, cursor)).toEqual({
      rows: [row(5), row(4)],
      newer: { after: '', before: '5' },
      older: { after: '4', before: '' },
      stoppedAt: undefined,
    })
  })

  it('has no neighbour where the list begins and ends', () => {
    const page = pageOf({ rows: [row(6)], stoppedAt: undefined }, NEWEST, 2, cursor)
    expect([page.newer, page.older]).toEqual([undefined, undefined])
  })

  it('that a bound cut goes on from where the search stopped, be it empty', () => {
    expect(pageOf({ rows: [row(6)], stoppedAt: row(2) }, NEWEST, 2, cursor)).toMatchObject({
      older: { after: '2', before: '' },
      stoppedAt: 2,
    })
    expect(pageOf({ rows: [], stoppedAt: row(2) }, OLDER_THAN_7, 2, cursor)).toMatchObject({
      newer: NEWEST,
      older: { after: '2', before: '' },
    })
  })
})
