import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '@/lib/store/database'
import { assertOutsideTransaction, transact } from '@/lib/store/transaction'
import { describeOnBothStores } from '@/tests/support/stores'

interface Counters {
  counters: { id: number; value: number }
}

const COUNTERS = [
  {
    name: '0001-counters',
    up: async (db: Database<Counters>['kysely']) => {
      await sql`create table counters (id integer primary key, value integer not null)`.execute(db)
      await sql`insert into counters values (1, 0)`.execute(db)
    },
  },
]

describeOnBothStores('a transaction', (open) => {
  let database: Database<Counters>
  beforeAll(async () => {
    database = await open<Counters>(COUNTERS)
  })
  beforeEach(async () => {
    await database.kysely.updateTable('counters').set({ value: 0 }).execute()
  })
  const value = async ({ kysely }: Database<Counters>) =>
    (await kysely.selectFrom('counters').select('value').where('id', '=', 1).executeTakeFirstOrThrow()).value
  const increment = (db: Database<Counters>['kysely']) =>
    db
      .updateTable('counters')
      .set((eb) => ({ value: eb('value', '+', 1) }))
      .execute()

  it('keeps all of its writes or none', async () => {
    await transact(database.kysely, increment)
    const failed = transact(database.kysely, async (trx) => {
      await increment(trx)
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await value(database)).toBe(1)
  })

  it('refuses the outer handle, a second transaction and a network call', async () => {
    const { kysely } = database
    const misused = (work: () => Promise<unknown>) => transact(kysely, work)
    await expect(misused(() => value(database))).rejects.toThrow('inside a transaction')
    await expect(misused(() => transact(kysely, increment))).rejects.toThrow('inside a transaction')
    await expect(misused(() => database.listen('runs', () => undefined))).rejects.toThrow('inside a transaction')
    await expect(misused(async () => assertOutsideTransaction('A network call was made'))).rejects.toThrow(
      'A network call was made inside a transaction',
    )
    expect(await value(database)).toBe(0)
  })

  it('guards nothing that it started and that outlives it', async () => {
    const committed = Promise.withResolvers<void>()
    const { later } = await transact(database.kysely, async () => ({
      later: committed.promise.then(() => value(database)),
    }))
    committed.resolve()
    expect(await later).toBe(0)
  })

  it('keeps apart what runs at the same time', async () => {
    const rounds = Array.from({ length: 20 }, (_, round) =>
      transact(database.kysely, async (trx) => {
        await increment(trx)
        if (round % 2 === 1) throw new Error('undone')
      }).catch(() => undefined),
    )
    const outside = Array.from({ length: 20 }, () => increment(database.kysely))
    await Promise.all([...rounds, ...outside])
    expect(await value(database)).toBe(30)
  })
})
