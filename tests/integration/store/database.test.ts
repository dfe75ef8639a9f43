import { type Kysely, sql } from 'kysely'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { violatedConstraint } from '@/lib/store/failure'
import type { NamedMigration } from '@/lib/store/schema'
import { describeOnBothStores } from '@/tests/support/stores'

interface TestTables {
  things: { id: number; at: Date; tags: string[]; detail: unknown; sealed: string | null }
}

const THINGS: readonly NamedMigration[] = [
  {
    name: '0001-things',
    up: async (db) => {
      await sql`create table things (
        id integer constraint things_once primary key, at timestamptz(3) not null, tags text[] not null,
        detail jsonb not null, sealed text)`.execute(db)
    },
  },
]

describeOnBothStores('a database', (open) => {
  let kysely: Kysely<TestTables>
  beforeAll(async () => {
    kysely = (await open<TestTables>(THINGS)).kysely
  })
  beforeEach(() => sql`truncate things`.execute(kysely))

  it('answers the same types whichever it is', async () => {
    const { rows } = await sql<Record<string, unknown>>`
      select count(*) as count, 9007199254740991::int8 as int8, 7 as int4, 1.5::float8 as float8, true as bool,
             '2026-03-29T01:30:00.123Z'::timestamptz(3) as at, '2026-03-29'::date as day,
             '{"a": [1, "b", null]}'::jsonb as detail, '[1]'::jsonb as list, array['x', 'y,"z'] as tags,
             null::int8 as nothing, '0198c0de-0000-7000-8000-000000000001'::uuid as id,
             date_trunc('day', '2026-03-29T23:30:00Z'::timestamptz)::text as day_start`.execute(kysely)
    expect(rows).toEqual([
      {
        count: 1,
        int8: Number.MAX_SAFE_INTEGER,
        int4: 7,
        float8: 1.5,
        bool: true,
        at: new Date('2026-03-29T01:30:00.123Z'),
        day: '2026-03-29',
        detail: { a: [1, 'b', null] },
        list: [1],
        tags: ['x', 'y,"z'],
        nothing: null,
        id: '0198c0de-0000-7000-8000-000000000001',
        day_start: '2026-03-29 00:00:00+00',
      },
    ])
  })

  it('never rounds an int8', async () => {
    await expect(sql`select 9007199254740993::int8`.execute(kysely)).rejects.toThrow('beyond 2^53')
  })

  it('gives back what was written, to the millisecond', async () => {
    const thing = { id: 1, at: new Date('2026-10-25T00:59:59.987Z'), tags: ['a', 'b'], sealed: null }
    await kysely
      .insertInto('things')
      .values({ ...thing, detail: JSON.stringify([{ key: 'ü' }]) })
      .execute()
    expect(await kysely.selectFrom('things').selectAll().execute()).toEqual([{ ...thing, detail: [{ key: 'ü' }] }])
  })

  it('names the constraint that a statement violated', async () => {
    const thing = { id: 1, at: new Date(), tags: [], detail: '{}', sealed: null }
    await kysely.insertInto('things').values(thing).execute()
    const again = kysely.insertInto('things').values(thing).execute()
    expect(violatedConstraint(await again.catch((error: unknown) => error))).toBe('things_once')
  })

  it('returns every row through a keyset cursor that is a Date', async () => {
    await sql`insert into things (id, at, tags, detail)
      select n, clock_timestamp() + n / 7 * interval '37 microseconds', '{}', '{}' from generate_series(1, 2000) as n`.execute(
      kysely,
    )
    const seen = new Set<number>()
    let cursor = { at: new Date('2000-01-01'), id: 0 }
    for (;;) {
      const { at, id } = cursor
      const page = await kysely
        .selectFrom('things')
        .select(['at', 'id'])
        .where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '>', tuple(at, id)))
        .orderBy('at')
        .orderBy('id')
        .limit(50)
        .execute()
      for (const row of page) seen.add(row.id)
      const last = page.at(-1)
      if (!last) break
      cursor = last
    }
    expect(seen.size).toBe(2000)
  })

  it('counts the rows that a statement changed', async () => {
    const thing = { at: new Date(), tags: [], detail: '{}', sealed: null }
    await kysely
      .insertInto('things')
      .values([
        { id: 1, ...thing },
        { id: 2, ...thing },
      ])
      .execute()
    const { numUpdatedRows } = await kysely.updateTable('things').set({ sealed: 'x' }).executeTakeFirstOrThrow()
    expect(numUpdatedRows).toBe(2n)
  })
})
