import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { background, startBackground } from '@/lib/runs/server/background'
import { isReady } from '@/lib/startup/server/is-ready'
import { type Database, openDatabase } from '@/lib/store/database'
import { buildLateIndexes } from '@/lib/store/late-indexes'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl, useAsCurrent } from '@/tests/support/stores'
import { startTcpProxy, type TcpProxy } from '@/tests/support/tcp-proxy'

const CLOSED_PORT = 1

describe.skipIf(!hasPostgres())('a process with pages and loops', () => {
  let url: string
  let database: Database

  beforeAll(async () => {
    // Neither Entra nor a workspace is there at all.
    const nobody = { portal: 3000, entra: CLOSED_PORT, databricks: CLOSED_PORT }
    Object.assign(process.env, portalSettings(nobody), newSecrets())
    url = await emptyPostgresUrl()
    database = await openDatabase({ databaseUrl: url, dataDir: '' })
    await migrate(database, ALL_MIGRATIONS)
    // Or the loops would build them, and the database give up one of them and whoever locks a table meanwhile.
    await buildLateIndexes(database)
    useAsCurrent(database)
  })
  afterAll(async () => {
    await (await background())?.stop(5_000)
    await database.close()
  })

  it('is not ready before its loops are at work (REL-9)', async () => {
    expect(await isReady()).toBe(false)
    await startBackground()
    expect(await isReady()).toBe(true)
  })

  it('is ready though nobody answers for Entra or Databricks (REL-9)', async () => {
    await startBackground()
    await expect(fetch(`http://127.0.0.1:${CLOSED_PORT}`)).rejects.toThrow()
    expect(await isReady()).toBe(true)
  })

  it('is not ready when its loops have found nothing out for a minute, and is when they do again (REL-9)', async () => {
    await startBackground()
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('begin')
    await holder.query('lock table runs in access exclusive mode')
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    await vi.waitFor(async () => expect((await holder.query(waiting)).rows).toHaveLength(1), { timeout: 20_000 })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    // What waits may be something else than the look, which ends then once more.
    await vi.waitFor(
      async () => {
        vi.setSystemTime(Date.now() + 61_000)
        expect(await isReady()).toBe(false)
      },
      { timeout: 20_000 },
    )
    await holder.end()
    await vi.waitFor(async () => expect(await isReady()).toBe(true), { timeout: 20_000 })
    vi.useRealTimers()
  })

  it.each([
    ['a newer version has taken something away', "update schema_floor set oldest_known = '9999-later'"],
    ['a backup of an older version was put back', `delete from kysely_migration where name > '0001-z'`],
    ['the database is not the portal’s', 'alter table kysely_migration rename to something_else'],
  ])('is not ready when %s (REL-9, OPS-3)', async (_what, change) => {
    await startBackground()
    const fresh = await openDatabase({ databaseUrl: await emptyPostgresUrl(), dataDir: '' })
    await migrate(fresh, ALL_MIGRATIONS)
    useAsCurrent(fresh)
    expect(await isReady()).toBe(true)
    await sql.raw(change).execute(fresh.kysely)
    expect(await isReady()).toBe(false)
    useAsCurrent(database)
    await fresh.close()
  })

  describe('behind a network that breaks', () => {
    let proxy: TcpProxy
    let far: Database
    beforeAll(async () => {
      proxy = await startTcpProxy(Number(new URL(url).port))
      const address = new URL(url)
      address.port = String(proxy.port)
      far = await openDatabase({ databaseUrl: address.href, dataDir: '' })
      await startBackground()
    })
    afterAll(async () => {
      useAsCurrent(database)
      await far.close()
    })

    it('says within seconds that it is not ready when the database falls silent, and when it is gone (REL-9)', async () => {
      useAsCurrent(far)
      expect(await isReady()).toBe(true)
      proxy.freeze()
      const began = performance.now()
      expect(await isReady()).toBe(false)
      expect(performance.now() - began).toBeLessThan(5_000)
      await proxy.close()
      expect(await isReady()).toBe(false)
    })
  })
})
