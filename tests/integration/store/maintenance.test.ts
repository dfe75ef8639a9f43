import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { vacuumEmbedded } from '@/lib/store/maintenance'
import { describeOnBothStores } from '@/tests/support/stores'

describeOnBothStores('vacuuming', (open) => {
  it('gives the planner its estimates where nothing else does', async () => {
    const database = await open([])
    await sql`create table things (id integer) with (autovacuum_enabled = false)`.execute(database.kysely)
    await sql`insert into things select generate_series(1, 1000)`.execute(database.kysely)
    await vacuumEmbedded(database)
    const { rows } = await sql`select reltuples::int as rows from pg_class where relname = 'things'`.execute(
      database.kysely,
    )
    expect(rows).toEqual([{ rows: database.kind === 'embedded' ? 1000 : -1 }])
  })
})
