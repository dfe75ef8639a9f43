import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { claimPollGroups, nextClaimInMs } from '@/lib/store/claim-poll-groups'
import type { Executor } from '@/lib/store/database'
import {
  demandLease,
  finishLease,
  LEASE_MS,
  type Lease,
  LeaseLost,
  releaseLease,
  renewLease,
  wake,
} from '@/lib/store/lease'
import { makeGroupsDue, seedPeople } from '@/tests/support/seed-due'
import { describeOnBothStores } from '@/tests/support/stores'

const PLENTY = 10_000
const [ONE, TWO] = [randomUUID(), randomUUID()] as [string, string]

describeOnBothStores('a lease', (open) => {
  let kysely: Executor
  beforeAll(async () => {
    kysely = (await open()).kysely
  })
  const opened = async (rows: number) => {
    await seedPeople(kysely, rows)
    await makeGroupsDue(kysely)
    return kysely
  }
  const claim = async (db: Executor, owner: string, limit = 100): Promise<string[]> =>
    (await claimPollGroups(db, { owner, limit, callsPerSecond: PLENTY })).map(({ id }) => id)
  const claimFirst = async (db: Executor, owner: string): Promise<Lease> => {
    const [id] = await claim(db, owner, 1)
    if (id === undefined) throw new Error('Nothing was due')
    return { table: 'poll_groups', owner, id }
  }
  /** As if the database's clock had moved on. */
  const pass = (db: Executor, ms: number) =>
    sql`update poll_groups set due_at = due_at - ${ms} * interval '1 millisecond',
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
    const { rows } = await sql<{ id: string }>`select id from poll_groups order by due_at`.execute(db)
    await sql`update poll_groups set due_at = now() + interval '1 minute' where id = ${rows[0]?.id}`.execute(db)
    await sql`update poll_groups set due_at = null where id = ${rows[1]?.id}`.execute(db)
    expect(await claim(db, ONE)).toEqual([rows[2]?.id])
  })

  it('goes to another when it runs out, and then its first holder can neither renew nor finish (RUN-5)', async () => {
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
    await wake(db, 'poll_groups', lease.id)
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
    await wake(db, 'poll_groups', lease.id)
    expect(await claim(db, TWO)).toEqual([lease.id])
  })

  it.each([
    ['demandLease', demandLease],
    ['finishLease', (db: Executor, lease: Lease) => finishLease(db, lease, null)],
  ])('that is lost takes what was stored under it along: %s', async (_name, check) => {
    const db = await opened(2)
    const lease = await claimFirst(db, ONE)
    await pass(db, LEASE_MS)
    await claim(db, TWO)
    const storing = db.transaction().execute(async (trx) => {
      await sql`update poll_groups set failures = 7`.execute(trx)
      await check(trx, lease)
    })
    await expect(storing).rejects.toBeInstanceOf(LeaseLost)
    expect((await sql`select id from poll_groups where failures = 7`.execute(db)).rows).toEqual([])
    await db.transaction().execute((trx) => check(trx, { ...lease, owner: TWO }))
  })

  it('tells when the next row is due and free', async () => {
    const db = await opened(1)
    expect(await nextClaimInMs(db, PLENTY)).toBeLessThanOrEqual(0)
    const lease = await claimFirst(db, ONE)
    await wake(db, 'poll_groups', lease.id)
    expect(await nextClaimInMs(db, PLENTY)).toBeGreaterThan(LEASE_MS - 5_000)
    await releaseLease(db, lease, 0)
    expect(await nextClaimInMs(db, PLENTY)).toBeLessThanOrEqual(0)
    await releaseLease(db, await claimFirst(db, TWO), null)
    expect(await nextClaimInMs(db, PLENTY)).toBeUndefined()
  })
})
