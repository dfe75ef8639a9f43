import { sql } from 'kysely'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '@/lib/store/database'
import { notify } from '@/lib/store/notify'
import { connectionTo, dropWhenSilent } from '@/lib/store/postgres-connection'
import { transact } from '@/lib/store/transaction'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { startTcpProxy } from '@/tests/support/tcp-proxy'

describe.skipIf(!hasPostgres())('PostgreSQL, when something breaks', () => {
  let url: string
  let database: Database

  beforeEach(async () => {
    url = await emptyPostgresUrl()
    database = await openDatabase({ databaseUrl: url, dataDir: '' })
  })
  afterEach(() => database.close())

  const select = () => sql`select 1`.execute(database.kysely)
  /** Ends every connection but the one that asks, as a restart or a fail-over does. */
  const endAllConnections = async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    await client.end()
  }

  it('is not opened when it does not answer, and the message holds no password', async () => {
    const closed = new URL(url)
    closed.port = '1'
    closed.password = 'hush-hush'
    const opening = openDatabase({ databaseUrl: closed.href, dataDir: '' })
    await expect(opening).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(opening).rejects.toThrow(/DATABASE_URL cannot be used: (?!.*hush-hush).*ECONNREFUSED/)
  })

  it('is not opened when there is no such database', async () => {
    const opening = openDatabase({ databaseUrl: `${url}_not`, dataDir: '' })
    await expect(opening).rejects.toThrow(/DATABASE_URL cannot be used: .*does not exist/)
  })

  it('tells the statements that a restart cuts off, and serves the next ones (REL-10)', async () => {
    const cut = sql`select pg_sleep(20)`.execute(database.kysely)
    const cutTransaction = transact(database.kysely, (trx) => sql`select pg_sleep(20)`.execute(trx))
    const told = Promise.all(
      [cut, cutTransaction].map((it) => expect(it).rejects.toMatchObject({ code: 'store_unavailable' })),
    )
    await vi.waitFor(async () => {
      const { rows } = await sql`select 1 from pg_stat_activity where query like 'select pg_sleep%'`.execute(
        database.kysely,
      )
      expect(rows).toHaveLength(2)
    })
    await endAllConnections()
    await told
    await vi.waitFor(select)
  })

  it('lets no statement take longer than five seconds (REL-10)', async () => {
    const { rows } = await sql`select current_setting('statement_timeout') as limit`.execute(database.kysely)
    expect(rows).toEqual([{ limit: '5s' }])
    const slow = transact(database.kysely, async (trx) => {
      await sql`set local statement_timeout = 50`.execute(trx)
      await sql`select pg_sleep(20)`.execute(trx)
    })
    await expect(slow).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('does two transactions that wait for each other one after the other, and both count', async () => {
    const table = sql.table('pair')
    await sql`create table pair (id integer primary key, value integer not null)`.execute(database.kysely)
    await sql`insert into pair values (1, 0), (2, 0)`.execute(database.kysely)
    const bothHold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let tries = 0
    const addTo = (first: number, second: number, mine: number) =>
      transact(database.kysely, async (trx) => {
        tries += 1
        await sql`update ${table} set value = value + 1 where id = ${first}`.execute(trx)
        bothHold[mine]?.resolve()
        await Promise.all(bothHold.map(({ promise }) => promise))
        await sql`update ${table} set value = value + 1 where id = ${second}`.execute(trx)
      })
    await Promise.all([addTo(1, 2, 0), addTo(2, 1, 1)])
    expect((await sql`select value from pair order by id`.execute(database.kysely)).rows).toEqual([
      { value: 2 },
      { value: 2 },
    ])
    expect(tries).toBe(3)
  })

  it('lets nobody wait longer than two seconds for a connection', async () => {
    const done = Promise.withResolvers<void>()
    const started = Array.from({ length: 10 }, () => Promise.withResolvers<void>())
    const holders = started.map(({ resolve }) =>
      transact(database.kysely, () => {
        resolve()
        return done.promise
      }),
    )
    await Promise.all(started.map(({ promise }) => promise))
    await expect(select()).rejects.toMatchObject({ code: 'store_unavailable' })
    done.resolve()
    await Promise.all(holders)
    await select()
  })

  it('listens again after its connection was lost, and says that something may have been missed', async () => {
    const heard: string[] = []
    const gap = vi.fn()
    await database.listen('runs', (payload) => heard.push(payload), gap)
    await database.listen('people', (payload) => heard.push(payload))
    await endAllConnections()
    await vi.waitFor(() => expect(gap).toHaveBeenCalledTimes(1), { timeout: 10_000 })
    await notify(database.kysely, 'runs', 'one')
    await notify(database.kysely, 'people', 'two')
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']))
  })

  it('stops trying to listen when it is closed meanwhile', async () => {
    const gap = vi.fn()
    const other = await openDatabase({ databaseUrl: url, dataDir: '' })
    await other.listen('runs', () => undefined, gap)
    await endAllConnections()
    await other.close()
    expect(gap).not.toHaveBeenCalled()
  })

  it('gives up a connection on which the server has gone silent', async () => {
    const proxy = await startTcpProxy(Number(new URL(url).port))
    const throughProxy = new URL(url)
    throughProxy.port = String(proxy.port)
    const client = new Client(connectionTo(throughProxy.href))
    const errors: string[] = []
    client.on('error', ({ message }) => errors.push(message))
    await client.connect()
    dropWhenSilent(client, 200)
    proxy.freeze()
    await expect(client.query('select 1')).rejects.toThrow()
    await vi.waitFor(() => expect(errors[0]).toContain('went silent'))
    await proxy.close()
  })
})
