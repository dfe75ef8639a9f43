import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { fits, type NamedMigration, selectSchemaState } from '@/lib/store/schema'
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

  const step = (name: string, statement: string, oldestKnown?: string): NamedMigration => ({
    name,
    up: async (db) => void (await sql.raw(statement).execute(db)),
    ...(oldestKnown && { oldestKnown }),
  })
  const ADDS = step('9001-notes', 'alter table runs add column note text')
  const TAKES = step('9002-no-words', 'alter table runs drop column search', '9002-no-words')
  const fitsNow = async (database: Database) => fits(ALL_MIGRATIONS, await selectSchemaState(database.kysely))

  it('leaves a schema as it is that a newer version has only added to, and that serves both (OPS-3)', async () => {
    const database = await open([...ALL_MIGRATIONS, ADDS])
    expect(await migrate(database, ALL_MIGRATIONS)).toEqual([])
    expect(await fitsNow(database)).toBe(true)
  })

  it('refuses a schema from which a newer version has taken something, in one line (OPS-3)', async () => {
    const database = await open([...ALL_MIGRATIONS, ADDS])
    expect(await migrate(database, [...ALL_MIGRATIONS, ADDS, TAKES])).toEqual(['9002-no-words'])
    const older = migrate(database, ALL_MIGRATIONS)
    await expect(older).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(older).rejects.toThrow(/^The database's schema is newer .* needs a version with 9002-no-words\. .*$/)
    expect(await fitsNow(database)).toBe(false)
  })

  it('still serves a version that the step which takes something away names as able to (OPS-3)', async () => {
    const newest = ALL_MIGRATIONS.at(-1)?.name
    const database = await open([...ALL_MIGRATIONS, step('9002-fewer', 'drop index runs_by_words', newest)])
    expect(await migrate(database, ALL_MIGRATIONS)).toEqual([])
    expect(await fitsNow(database)).toBe(true)
  })

  it('refuses the schema of another program, and one of an older version is not fit to work on yet', async () => {
    const database = await open([ONE])
    await expect(migrate(database, ALL_MIGRATIONS)).rejects.toThrow("not this portal's: it has 0001-one")
    expect(fits([ONE, TWO], { applied: ['0001-one'], oldestKnown: undefined })).toBe(false)
  })

  it('is done once when six processes start at once (OPS-3)', async () => {
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
