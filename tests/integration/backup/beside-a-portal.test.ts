import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreBackup } from '@/lib/backup/server/restore-backup'
import { writeBackup } from '@/lib/backup/server/write-backup'
import { selectTables } from '@/lib/store/catalogue'
import { type Database, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { readRows } from '@/lib/store/table-copy'
import { makePortalRole } from '@/tests/integration/audit/role-of-readme'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { addHardRows, contentOf } from './hard-rows'

const LONG_MS = 240_000

describe.skipIf(!hasPostgres())('a backup of PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-backup-'))
  const opened: Database[] = []
  const open = async (databaseUrl?: string) => {
    const database = await openDatabase({ databaseUrl: databaseUrl ?? (await emptyPostgresUrl()), dataDir: '' })
    opened.push(database)
    return database
  }
  let url = ''
  let source: Database
  beforeAll(async () => {
    url = await emptyPostgresUrl()
    source = await open(url)
    await migrate(source, ALL_MIGRATIONS)
    await addHardRows(source)
  }, LONG_MS)
  afterAll(async () => {
    for (const database of opened) await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it(
    'is of one moment, while others write: no row without those it refers to (OPS-4)',
    async () => {
      const writing = { stop: false, people: 0 }
      const writer = (async () => {
        const { id: connector } = await source.kysely.selectFrom('connectors').select('id').executeTakeFirstOrThrow()
        for (; !writing.stop; writing.people += 1) await addPerson(source, connector)
      })()
      const { path } = await writeBackup(source, join(folder, 'while-writing')).finally(() => {
        writing.stop = true
      })
      await writer
      const copy = await open()
      await restoreBackup(copy, path, { replace: false })
      const people = await countOf(copy, 'people')
      expect(await countOf(copy, 'connections')).toBe(people)
      expect(people).toBeLessThan(await countOf(source, 'people'))
      expect(writing.people).toBeGreaterThan(1)
    },
    LONG_MS,
  )

  it(
    'is refused by a database that a portal is connected to (OPS-4)',
    async () => {
      const { path } = await writeBackup(source, join(folder, 'for-one-in-use'))
      const databaseUrl = await emptyPostgresUrl()
      const portal = await open(databaseUrl)
      const silence = await portal.listen('run_changed', () => undefined)
      const database = await open(databaseUrl)
      await expect(restoreBackup(database, path, { replace: false })).rejects.toThrow('Stop them all, then restore.')
      expect(await selectTables(database.kysely)).toEqual([])
      await silence()
      await portal.close()
      await restoreBackup(database, path, { replace: false })
      expect(await countOf(database, 'people')).toBe(await countOf(source, 'people'))
    },
    LONG_MS,
  )

  it(
    'is made with the rights of the portal’s own role, and put back by the owner alone (OPS-4, AUD-3)',
    async () => {
      const role = await makePortalRole(source, url)
      try {
        const portal = await role.open()
        opened.push(portal)
        const before = await contentOf(source)
        const { path } = await writeBackup(portal, join(folder, 'by-the-portal'))
        const copy = await open()
        await restoreBackup(copy, path, { replace: false })
        expect(await contentOf(copy)).toEqual(before)
        await expect(restoreBackup(portal, path, { replace: true })).rejects.toThrow('does not own the tables')
        await portal.close()
      } finally {
        await role.drop()
      }
    },
    LONG_MS,
  )

  it('is read in bites: a few megabytes, or one row that is bigger (OPS-4)', async () => {
    const tasks = (await selectTables(source.kysely)).find(({ name }) => name === 'tasks')
    const people = (await selectTables(source.kysely)).find(({ name }) => name === 'people')
    if (!tasks || !people) throw new Error('Where are the tables?')
    const bites = []
    for await (const lines of readRows(source.kysely, tasks)) bites.push(lines.length)
    expect(bites).toEqual([1, 2])
    await sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, n, '[]', now(), now()
        from generate_series(1, 2500) as n`.execute(source.kysely)
    const rows = []
    for await (const lines of readRows(source.kysely, people)) {
      expect(lines.length).toBeLessThanOrEqual(1_000)
      rows.push(...lines)
    }
    expect(new Set(rows).size).toBe(await countOf(source, 'people'))
  })
})

async function addPerson({ kysely }: Database, connector: string): Promise<void> {
  const [person, connection] = [randomUUID(), randomUUID()]
  await kysely.transaction().execute(async (trx) => {
    await sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
      values (${person}, gen_random_uuid(), gen_random_uuid(), '', '', '[]', now(), now())`.execute(trx)
    await sql`insert into connections (id, person_id, connector_id, created_at)
      values (${connection}, ${person}, ${connector}, now())`.execute(trx)
  })
}

async function countOf({ kysely }: Database, table: 'people' | 'connections'): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)}`.execute(kysely)
  return rows[0]?.rows ?? 0
}
