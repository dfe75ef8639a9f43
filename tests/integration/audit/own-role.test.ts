import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertAudit } from '@/lib/store/audit'
import { type Database, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { transact } from '@/lib/store/transaction'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { addRows, problemIn } from './tampering'

const ROLE = `lakeport_test_${randomUUID().replaceAll('-', '')}`

/** What the README tells the owner of the database to run, for a role of this test's own. */
function grantsOfReadme(): string {
  const [, block = ''] =
    /```sql\n(create role lakeport_portal [^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  return block.replaceAll('lakeport_portal', ROLE)
}

describe.skipIf(!hasPostgres())('a portal with a database role of its own, as the README makes it', () => {
  let owner: Database
  let portal: Database
  beforeAll(async () => {
    const url = new URL(await emptyPostgresUrl())
    owner = await openDatabase({ databaseUrl: url.href, dataDir: '' })
    await migrate(owner, ALL_MIGRATIONS)
    await sql.raw(grantsOfReadme()).execute(owner.kysely)
    Object.assign(url, { username: ROLE, password: 'one%20of%20its%20own' })
    portal = await openDatabase({ databaseUrl: url.href, dataDir: '' })
  })
  afterAll(async () => {
    await portal.close()
    await sql.raw(`drop owned by ${ROLE}; drop role ${ROLE}`).execute(owner.kysely)
    await owner.close()
  })

  it('starts on tables that the owner has migrated, and its rows are chained (AUD-3)', async () => {
    expect(await migrate(portal, ALL_MIGRATIONS)).toEqual([])
    await addRows(portal, 3)
    expect(await problemIn(portal)).toBeUndefined()
    expect((await portal.kysely.selectFrom('audit_head').selectAll().executeTakeFirst())?.position).toBe(4)
  })

  it.each([
    "update audit set reason = 'changed'",
    'delete from audit',
    'truncate audit',
    "update audit_head set hash = ''",
    'delete from audit_head',
    "insert into audit_head values (2, 1, '')",
    'select audit_seal(id) from audit',
    'alter table audit disable trigger all',
    'drop trigger audit_kept on audit',
    'set session_replication_role = replica',
    'delete from kysely_migration',
  ])('may add to the audit log and read it, and nothing else: %s is refused (AUD-3)', async (statement) => {
    await expect(sql.raw(statement).execute(portal.kysely)).rejects.toThrow(/permission denied|must be owner/)
    expect(await problemIn(owner)).toBeUndefined()
  })

  it('cannot give its rows a time or a place of its choice, nor a head of its own (AUD-3)', async () => {
    const row = (columns: string, values: string) =>
      sql.raw(`insert into audit (id, action, target, outcome, details, ${columns})
        values (gen_random_uuid(), 'run.start', 'run:1', 'done', '{}', ${values})`)
    await expect(row('at, position, hash', "now(), 99, ''").execute(portal.kysely)).rejects.toThrow(
      'gives out its own positions',
    )
    await row('at, previous_hash, hash, erased_by', "'2020-01-01', 'x', 'y', gen_random_uuid()").execute(
      portal.kysely,
    )
    await transact(portal.kysely, async (trx) => {
      await sql`create temporary table audit_head (id integer, position bigint, hash text) on commit drop`.execute(
        trx,
      )
      await row('at', 'now()').execute(trx)
    })
    expect(await problemIn(owner)).toBeUndefined()
    const { rows } = await sql`select from audit where at < now() - interval '1 minute'`.execute(owner.kysely)
    expect(rows).toEqual([])
  })

  it('removes rows whose time is over, and none of the last 30 days (OPS-7)', async () => {
    const prune = (days: number) =>
      sql`select audit_prune(gen_random_uuid(), now() - ${days} * interval '1 day', 100) as removed`.execute(
        portal.kysely,
      )
    expect((await prune(31)).rows).toEqual([{ removed: 0 }])
    await expect(prune(29)).rejects.toThrow('keeps at least its last 30 days')
  })

  it('waits for no transaction that has written to the log and does something else meanwhile (AUD-3)', async () => {
    const position = async () =>
      (await portal.kysely.selectFrom('audit_head').select('position').executeTakeFirstOrThrow()).position
    const before = await position()
    const finish = Promise.withResolvers<void>()
    const slow = transact(portal.kysely, async (trx) => {
      await insertAudit(trx, { actor: {}, action: 'run.start', target: 'run:1', outcome: 'done' })
      await finish.promise
    })
    await addRows(portal, 3)
    expect(await position()).toBe(before + 3)
    finish.resolve()
    await slow
    expect(await position()).toBe(before + 4)
    expect(await problemIn(owner)).toBeUndefined()
  })
})
