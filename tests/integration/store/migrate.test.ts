import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { migrate, type NamedMigration } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { outputOf, startStoreProcess } from '@/tests/support/store-processes/spawn'
import { describeOnBothStores } from '@/tests/support/stores'

const [ONE, TWO] = ['one', 'two'].map(
  (table, index): NamedMigration => ({
    name: `000${index + 1}-${table}`,
    up: async (db) => {
      await sql`create table ${sql.table(table)} (id integer primary key)`.execute(db)
    },
  }),
) as [NamedMigration, NamedMigration]

describeOnBothStores('migrating', (open, makeSettings) => {
  it('runs each step once, in order, and only forward', async () => {
    const database = await open([])
    expect(await migrate(database, [ONE])).toEqual(['0001-one'])
    expect(await migrate(database, [ONE, TWO])).toEqual(['0002-two'])
    expect(await migrate(database, [ONE, TWO])).toEqual([])
  })

  it("makes the portal's own tables", async () => {
    const database = await open([])
    expect(await migrate(database, ALL_MIGRATIONS)).toEqual(ALL_MIGRATIONS.map(({ name }) => name))
  })

  it('keeps nothing of a step that fails', async () => {
    const database = await open([])
    const broken: NamedMigration = { name: '0002-broken', up: () => Promise.reject(new Error('no such luck')) }
    await expect(migrate(database, [ONE, broken])).rejects.toThrow('no such luck')
    expect(await migrate(database, [ONE, TWO])).toEqual(['0001-one', '0002-two'])
  })

  it('refuses a schema that is newer than the code', async () => {
    const database = await open([ONE, TWO])
    const older = migrate(database, [ONE])
    await expect(older).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(older).rejects.toThrow('newer than this version of the portal: it has 0002-two')
  })

  it('is done once when six processes start at once', async () => {
    const settings = await makeSettings()
    const started = Array.from({ length: 6 }, () => outputOf(startStoreProcess('migrate', settings)))
    const outcomes: { applied?: string[]; refused?: string }[] = (await Promise.all(started)).map((it) =>
      JSON.parse(it),
    )
    expect(outcomes.flatMap(({ applied = [] }) => applied)).toEqual(ALL_MIGRATIONS.map(({ name }) => name))
    for (const { refused } of outcomes) {
      if (refused !== undefined) expect(refused).toContain(`${settings.dataDir}/database is open in another process`)
    }
    expect(outcomes.some(({ refused }) => refused !== undefined) && settings.databaseUrl !== undefined).toBe(false)
  })

  it('may take longer than a statement of the portal', async () => {
    const database = await open([])
    const limit = sql<{ limit: string }>`select current_setting('statement_timeout') as limit`
    expect((await database.unhurried((db) => limit.execute(db))).rows).toEqual([{ limit: '0' }])
  })
})
