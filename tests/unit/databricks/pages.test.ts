import { expect, it } from 'vitest'
import { allPages, pages } from '@/lib/databricks/pages'

/** Pages numbered from 0, each naming the next; the last one names `end`. */
function book(length: number, end?: string) {
  return async (token: string | undefined) => {
    const number = Number(token ?? 0)
    return { number, nextPageToken: number + 1 < length ? String(number + 1) : end }
  }
}

it('reads until no page follows', async () => {
  expect((await allPages(book(3), 10)).map((page) => page.number)).toEqual([0, 1, 2])
})

it('OUT-7: a token that comes again is an odd answer, not an endless loop', async () => {
  const error = { code: 'databricks_odd_answer', facts: { reason: 'pages' } }
  await expect(Array.fromAsync(pages(book(3, '1')))).rejects.toMatchObject(error)
})

it('OUT-7: more pages than there can be are an odd answer', async () => {
  await expect(allPages(book(11), 10)).rejects.toMatchObject({ code: 'databricks_odd_answer' })
  expect(await allPages(book(10), 10)).toHaveLength(10)
})
