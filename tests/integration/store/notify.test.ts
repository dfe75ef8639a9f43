import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Database } from '@/lib/store/database'
import { notify } from '@/lib/store/notify'
import { transact } from '@/lib/store/transaction'
import { describeOnBothStores } from '@/tests/support/stores'

describeOnBothStores('a notification', (open) => {
  let database: Database
  beforeAll(async () => {
    database = await open([])
  })
  let leave: () => Promise<void>
  afterEach(() => leave())
  const listening = async () => {
    const heard: string[] = []
    const unlisten = await database.listen('runs', (payload) => heard.push(payload))
    /** Notifications arrive in order, so whatever came before this one has arrived with it. */
    const settle = async () => {
      await notify(database.kysely, 'runs', 'last')
      await vi.waitFor(() => expect(heard).toContain('last'))
      return heard.filter((payload) => payload !== 'last')
    }
    leave = unlisten
    return { heard, unlisten, settle }
  }

  it('arrives once its transaction commits, and not before', async () => {
    const { heard, settle } = await listening()
    const committed = Promise.withResolvers<void>()
    const writing = transact(database.kysely, async (trx) => {
      await notify(trx, 'runs', 'one')
      await committed.promise
    })
    expect(heard).toEqual([])
    committed.resolve()
    await writing
    expect(await settle()).toEqual(['one'])
  })

  it('is dropped when its transaction rolls back', async () => {
    const { settle } = await listening()
    const undone = transact(database.kysely, async (trx) => {
      await notify(trx, 'runs', 'one')
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await settle()).toEqual([])
  })

  it('is heard on its own channel only, and no more after the listener leaves', async () => {
    const { heard, unlisten, settle } = await listening()
    const other: string[] = []
    await database.listen('people', (payload) => other.push(payload))
    await notify(database.kysely, 'people', 'one')
    expect(await settle()).toEqual([])
    await unlisten()
    await notify(database.kysely, 'runs', 'two')
    await notify(database.kysely, 'people', 'three')
    await vi.waitFor(() => expect(other).toEqual(['one', 'three']))
    expect(heard).toEqual(['last'])
  })

  it('leaves its listener free to use the database', async () => {
    const read = Promise.withResolvers<Database['kind']>()
    await database.listen('runs', () => {
      notify(database.kysely, 'people', 'read').then(() => read.resolve(database.kind), read.reject)
    })
    await transact(database.kysely, (trx) => notify(trx, 'runs', 'one'))
    expect(await read.promise).toBe(database.kind)
  })

  it('carries an id and nothing longer, on a channel with a plain name', async () => {
    await expect(notify(database.kysely, 'runs', 'x'.repeat(201))).rejects.toThrow('more than an id')
    await expect(database.listen('runs; drop table runs', () => undefined)).rejects.toThrow('no name for a channel')
  })
})
