import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertAudit } from '@/lib/store/audit'
import { type Database, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { transact } from '@/lib/store/transaction'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { makePortalRole, type PortalRole } from './role-of-readme'
import { addRows, problemIn } from './tampering'

describe.skipIf(!hasPostgres())('a portal with a database role of its own, as the README makes it', () => {
  let owner: Database
  let portal: Database
  let role: PortalRole
  beforeAll(async () => {
    const databaseUrl = await emptyPostgresUrl()
    owner = await openDatabase({ databaseUrl, dataDir: '' })
    await migrate(owner, ALL_MIGRATIONS)
    role = await makePortalRole(owner, databaseUrl)
    portal = await role.open()
  })
  afterAll(async () => {
    await portal.close()
    await role.drop()
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
    await expect(sql.raw(statement).execute(portal.kysely)).rejects.toMatchObject({ cause: { code: '42501' } })
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
