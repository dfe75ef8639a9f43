import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import {
  claimDue,
  demandLease,
  finishLease,
  LEASE_MS,
  type Lease,
  LeaseLost,
  nextDueInMs,
  releaseLease,
  renewLease,
  wake,
} from '@/lib/store/lease'
import type { NamedMigration } from '@/lib/store/schema'
import { describeOnBothStores } from '@/tests/support/stores'

interface Leased {
  runs: { id: string; due_at: Date | null; lease_owner: string | null; lease_until: Date | null }
}

const LEASED: readonly NamedMigration[] = [
  {
    name: '0001-leased',
    up: async (db) => {
      for (const table of ['runs', 'poll_groups']) {
        await sql`create table ${sql.table(table)} (
          id uuid primary key, due_at timestamptz(3), lease_owner uuid, lease_until timestamptz(3))`.execute(db)
      }
    },
  },
]
const [ONE, TWO] = [randomUUID(), randomUUID()] as [string, string]

describeOnBothStores('a lease', (open) => {
  let kysely: Kysely<Leased>
  beforeAll(async () => {
    kysely = (await open<Leased>(LEASED)).kysely
  })
  const opened = async (rows: number) => {
    await sql`truncate runs`.execute(kysely)
    await sql`insert into runs (id, due_at)
      select gen_random_uuid(), now() - n * interval '1 second' from generate_series(1, ${rows}::int) as n`.execute(
      kysely,
    )
    return kysely
  }
  const claim = (db: Kysely<Leased>, owner: string, limit = 100) => claimDue(db, { table: 'runs', owner, limit })
  const claimFirst = async (db: Kysely<Leased>, owner: string): Promise<Lease> => {
    const [id] = await claim(db, owner, 1)
    if (id === undefined) throw new Error('Nothing was due')
    return { table: 'runs', owner, id }
  }
  /** As if the database's clock had moved on. */
  const pass = (db: Kysely<Leased>, ms: number) =>
    sql`update runs set due_at = due_at - ${ms} * interval '1 millisecond',
                        lease_until = lease_until - ${ms} * interval '1 millisecond'`.execute(db)

  it('goes to one of many claimers, the longest due first', async () => {
    const db = await opened(60)
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim(db, randomUUID(), 5)))
    expect(claims.map((ids) => ids.length)).toEqual(Array(12).fill(5))
    expect(new Set(claims.flat()).size).toBe(60)
    expect(await claim(db, ONE)).toEqual([])
  })

  it('takes nothing that is not due yet, or never', async () => {
    const db = await opened(3)
    const { rows } = await sql<{ id: string }>`select id from runs order by due_at`.execute(db)
    await sql`update runs set due_at = now() + interval '1 minute' where id = ${rows[0]?.id}`.execute(db)
    await sql`update runs set due_at = null where id = ${rows[1]?.id}`.execute(db)
    expect(await claim(db, ONE)).toEqual([rows[2]?.id])
  })

  it('goes to another when it runs out, and then its first holder can neither renew nor finish', async () => {
    const db = await opened(1)
    const lease = await claimFirst(db, ONE)
    await pass(db, LEASE_MS - 1_000)
    expect(await claim(db, TWO)).toEqual([])
    await pass(db, 1_000)
    expect(await claim(db, TWO)).toEqual([lease.id])
    expect(await renewLease(db, lease)).toBe(false)
    expect(await releaseLease(db, lease, null)).toBe(false)
    expect(await renewLease(db, { ...lease, owner: TWO })).toBe(true)
  })

  it('lasts as long as it is renewed', async () => {
    const db = await opened(1)
    const lease = await claimFirst(db, ONE)
    for (let round = 0; round < 3; round += 1) {
      await pass(db, LEASE_MS - 1_000)
      expect(await renewLease(db, lease)).toBe(true)
    }
    expect(await claim(db, TWO)).toEqual([])
  })

  it('is given back for later, for now or for good', async () => {
    const db = await opened(1)
    expect(await releaseLease(db, await claimFirst(db, ONE), 5_000)).toBe(true)
    expect(await claim(db, TWO)).toEqual([])
    await pass(db, 5_000)
    expect(await releaseLease(db, await claimFirst(db, TWO), 0)).toBe(true)
    expect(await releaseLease(db, await claimFirst(db, ONE), null)).toBe(true)
    await pass(db, 1_000_000)
    expect(await claim(db, TWO)).toEqual([])
  })

  it.each([0, LEASE_MS + 1_000])('loses no wake while it is held, %i ms after the claim', async (ms) => {
    const db = await opened(1)
    const lease = await claimFirst(db, ONE)
    await pass(db, ms)
    await wake(db, 'runs', lease.id)
    if (ms === 0) {
      expect(await claim(db, TWO)).toEqual([])
      expect(await renewLease(db, lease)).toBe(true)
    }
    expect(await releaseLease(db, lease, 60_000)).toBe(true)
    expect(await claim(db, TWO)).toEqual([lease.id])
  })

  it('is to be had again for a row that was put to sleep and is woken', async () => {
    const db = await opened(1)
    const lease = await claimFirst(db, ONE)
    await releaseLease(db, lease, null)
    await wake(db, 'runs', lease.id)
    expect(await claim(db, TWO)).toEqual([lease.id])
  })

  it.each([
    ['demandLease', demandLease],
    ['finishLease', (db: Kysely<Leased>, lease: Lease) => finishLease(db, lease, null)],
  ])('that is lost takes what was stored under it along: %s', async (_name, check) => {
    const db = await opened(2)
    const lease = await claimFirst(db, ONE)
    await pass(db, LEASE_MS)
    await claim(db, TWO)
    const storing = db.transaction().execute(async (trx) => {
      await sql`delete from runs`.execute(trx)
      await check(trx, lease)
    })
    await expect(storing).rejects.toBeInstanceOf(LeaseLost)
    expect((await sql`select id from runs`.execute(db)).rows).toHaveLength(2)
    await db.transaction().execute((trx) => check(trx, { ...lease, owner: TWO }))
  })

  it('tells when the next row is due and free', async () => {
    const db = await opened(1)
    expect(await nextDueInMs(db)).toBeLessThanOrEqual(-1_000)
    const lease = await claimFirst(db, ONE)
    await wake(db, 'runs', lease.id)
    expect(await nextDueInMs(db)).toBeGreaterThan(LEASE_MS - 5_000)
    await releaseLease(db, lease, 0)
    expect(await nextDueInMs(db)).toBeLessThanOrEqual(0)
    await releaseLease(db, await claimFirst(db, TWO), null)
    expect(await nextDueInMs(db)).toBeUndefined()
  })
})
