import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyAudit } from '@/lib/audit/server/verify-audit'
import { insertAudit } from '@/lib/store/audit'
import { type Database, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { transact } from '@/lib/store/transaction'
import { describeOnBothStores } from '@/tests/support/stores'
import { addRows, keepCopy, problemIn, putBack, tamper } from './tampering'

const ENTRY = { actor: {}, action: 'run.start', target: 'run:1', outcome: 'done' } as const
/** How a process of the version before writes. */
const OLD_INSERT = `
  insert into audit (id, at, actor_id, actor_name, action, target, outcome, reason, request_id, details)
  values (gen_random_uuid(), '2020-01-01', gen_random_uuid(), 'user@contoso.example', 'run.start', 'run:1', 'done',
          null, null, '{"flow": "refresh-sales"}')`

describeOnBothStores('the audit log', (open, makeSettings) => {
  let database: Database
  const positions = async () => {
    const rows = await database.kysely.selectFrom('audit').select('position').orderBy('position').execute()
    return rows.map(({ position }) => position)
  }
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

  describe('as it grows', () => {
    beforeEach(async () => {
      database = await open()
    })

    it('is a chain: each row carries the hash of the one before, and the whole of it verifies (AUD-3)', async () => {
      await addRows(database, 5)
      const rows = await database.kysely.selectFrom('audit').selectAll().orderBy('position').execute()
      expect(rows.map(({ position }) => position)).toEqual(upTo(6)) // the first one tells of the chain's beginning
      expect(rows.map(({ previous_hash }) => previous_hash)).toEqual([
        '0'.repeat(64),
        ...rows.slice(0, -1).map(({ hash }) => hash),
      ])
      expect(await verifyAudit(database)).toEqual({
        ok: true,
        rows: 6,
        last: { position: 6, hash: rows.at(-1)?.hash },
        rowsBefore: 0,
      })
    })

    it('has the time of the database, whatever a process says (AUD-2)', async () => {
      await sql.raw(OLD_INSERT).execute(database.kysely)
      // The first one is as old as the database.
      const { rows } = await sql<{ old: boolean }>`
        select at < now() - interval '1 minute' as old from audit where position > 1`.execute(database.kysely)
      expect(rows).toEqual([{ old: false }])
    })

    it('has one place for every row that was committed, from several processes at once, and none for the others (AUD-3)', async () => {
      const settings = await makeSettings()
      const first = await openDatabase(settings)
      // The embedded folder belongs to one process.
      const second = first.kind === 'postgres' ? await openDatabase(settings) : first
      try {
        await migrate(first, ALL_MIGRATIONS)
        const write = async (n: number) =>
          transact((n % 2 ? first : second).kysely, async (trx) => {
            await insertAudit(trx, ENTRY)
            await insertAudit(trx, ENTRY)
            if (n % 5 === 0) throw new Error('rolled back')
          })
        const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => write(n)))
        expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(8)
        database = first
        expect(await positions()).toEqual(upTo(1 + 64))
        expect(await problemIn(first)).toBeUndefined()
      } finally {
        if (second !== first) await second.close()
        await first.close()
      }
    })
  })

  describe('once written', () => {
    // One log for all: what is refused changes nothing, and what was changed is put back.
    let log: Database
    beforeAll(async () => {
      log = await open()
      await addRows(log, 5)
    })
    afterEach(async () => expect(await problemIn(log)).toBeUndefined())

    it.each([
      "update audit set reason = 'changed'",
      "update audit set actor_name = 'somebody else'",
      'update audit set actor_name = null, erased_by = id',
      'update audit set position = null',
      'delete from audit',
      'truncate audit',
      'update audit_head set position = 1',
      'update audit_head set position = position',
      'delete from audit_head',
      'truncate audit_head',
    ])('only grows: %s is refused (AUD-3)', async (statement) => {
      await expect(sql.raw(statement).execute(log.kysely)).rejects.toThrow('The audit log only grows')
    })

    describe('and then changed past the database’s own rules, says where (AUD-3):', () => {
      it.each<[string, string | readonly string[], string]>([
        ['a word', "update audit set action = 'run.cancel' where position = 3", 'Row 3 (run.cancel, '],
        ['a time', "update audit set at = at + interval '1 millisecond' where position = 3", 'Row 3 (run.start, '],
        ['details', `update audit set details = details || '{"n": 7}' where position = 3`, 'Row 3 (run.start, '],
        ['before', 'update audit set before = null where position = 3', 'Row 3 (run.start, '],
        [
          'our id of a person',
          'update audit set actor_id = gen_random_uuid() where position = 3',
          'Row 3 (run.start, ',
        ],
        ['a name', "update audit set actor_name = 'x' where position = 3", 'Who did it was changed in row 3 '],
        [
          'an address',
          "update audit set address = '198.51.100.1' where position = 3",
          'Who did it was changed in row 3 ',
        ],
        [
          'a person who was taken out',
          'update audit set actor_tid = null, actor_oid = null, actor_name = null, address = null, agent = null, salt = null where position = 3',
          'Who did it was changed in row 3 ',
        ],
        [
          'a person who was taken out as if erased',
          'update audit set actor_tid = null, actor_oid = null, actor_name = null, address = null, agent = null, salt = null, erased_by = id where position = 3',
          'Row 3 lost its person, and no row says that somebody was erased.',
        ],
        [
          'a row that was taken out',
          'delete from audit where position = 3',
          'Row 3 is missing: row 4 comes after row 2.',
        ],
        ['rows that were taken out', 'delete from audit where position in (3, 4)', 'Rows 3 to 4 are missing'],
        ['the beginning', 'delete from audit where position < 3', 'Rows 1 to 2 are missing, and no row says'],
        ['the end', 'delete from audit where position > 4', 'Rows 5 to 6 are missing at the end of the log.'],
        ['everything', 'delete from audit', 'Rows 1 to 6 are missing at the end of the log.'],
        [
          'two rows that changed places',
          [
            'update audit set position = 0 where position = 3',
            'update audit set position = 3 where position = 4',
            'update audit set position = 4 where position = 0',
          ],
          'Row 3 (run.start, ',
        ],
        [
          'a row that was written anew, with a hash that fits',
          'update audit set reason = \'x\', hash = audit_hash(jsonb_populate_record(audit, \'{"reason": "x"}\')) where position = 3',
          'does not carry the hash of row 3: one of the two was replaced.',
        ],
        [
          'a row past the chain',
          "insert into audit (id, at, action, target, outcome, details) values (gen_random_uuid(), now(), 'run.start', 'run:1', 'done', '{}')",
          'was written past the chain.',
        ],
        ['the head', 'update audit_head set position = 4', "The log's head says row 4, but row 6 is there."],
      ])('%s', async (_what, statements, problem) => {
        await keepCopy(log)
        await tamper(log, ...[statements].flat())
        expect(await problemIn(log)).toContain(problem)
        await putBack(log)
      })
    })
  })

  it('whose end was cut off together with its head is found with a place that was noted elsewhere (AUD-3)', async () => {
    database = await open()
    await addRows(database, 5)
    const verified = await verifyAudit(database)
    if (!verified.ok) throw new Error(verified.problem)
    await tamper(
      database,
      'delete from audit where position > 4',
      'update audit_head set position = 4, hash = (select hash from audit where position = 4)',
    )
    expect(await problemIn(database)).toBeUndefined() // nothing in the log itself can tell
    expect(await problemIn(database, verified.last)).toBe('Row 6 was noted and is missing at the end of the log.')
    await addRows(database, 3)
    expect(await problemIn(database, verified.last)).toContain(
      'is not the row that was noted: the log was written anew',
    )
  })

  it('that is longer than a page is read in pages, to its last row (AUD-3)', async () => {
    database = await open()
    const { kysely } = database
    await sql`insert into audit (id, at, action, target, outcome, details)
      select gen_random_uuid(), now(), 'run.start', 'run:' || n, 'done', '{}' from generate_series(1, 2300) as n`.execute(
      kysely,
    )
    expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: 2301 })
    await tamper(database, "update audit set target = 'run:0' where position = 2300")
    expect(await problemIn(database)).toMatch(/^Row 2300 /)
  })

  describe('from before it was chained', () => {
    beforeEach(async () => {
      database = await open(ALL_MIGRATIONS.slice(0, 1))
      for (let n = 0; n < 3; n += 1) await sql.raw(OLD_INSERT).execute(database.kysely)
      await migrate(database, ALL_MIGRATIONS)
    })

    it('is sealed as it was found, and said to be older than the chain (AUD-3)', async () => {
      const { rows } = await sql`select from audit where at = '2020-01-01'`.execute(database.kysely)
      expect(rows).toHaveLength(3)
      expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: 4, rowsBefore: 3 })
      await tamper(database, "update audit set reason = 'x' where position = 2")
      expect(await problemIn(database)).toMatch(/^Row 2 /)
    })

    it('goes on growing when a process of the version before writes to it (OPS-3)', async () => {
      await sql.raw(OLD_INSERT).execute(database.kysely)
      expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: 5 })
    })
  })

  describe('whose oldest rows’ time is over', () => {
    const prune = async (most: number, olderThan = "now() - interval '365 days'") => {
      const { rows } = await sql<{ removed: number }>`
        select audit_prune(gen_random_uuid(), ${sql.raw(olderThan)}, ${most}) as removed`.execute(database.kysely)
      return rows[0]?.removed
    }

    /** Four rows that are 400 days old, then two of today. */
    beforeEach(async () => {
      database = await open(ALL_MIGRATIONS.slice(0, 1))
      const old = OLD_INSERT.replace("'2020-01-01'", "now() - interval '400 days'")
      for (let n = 0; n < 4; n += 1) await sql.raw(old).execute(database.kysely)
      await migrate(database, ALL_MIGRATIONS)
      await addRows(database, 1)
    })

    it('loses them in batches, and still verifies from there (OPS-7)', async () => {
      expect([await prune(3), await prune(3), await prune(3)]).toEqual([3, 1, 0])
      expect(await positions()).toEqual([5, 6, 7, 8])
      expect(await verifyAudit(database)).toMatchObject({ ok: true, rows: 4 })
    })

    it('does not verify when more is missing than was removed so (OPS-7)', async () => {
      await prune(3)
      await tamper(database, 'delete from audit where position = 4')
      expect(await problemIn(database)).toBe(
        'Rows 1 to 4 are missing, and no row says that they were removed when their time was over.',
      )
    })

    it('loses none of its last 30 days, whatever is asked for (OPS-7)', async () => {
      await expect(prune(9, "now() - interval '29 days'")).rejects.toThrow('keeps at least its last 30 days')
      expect(await positions()).toEqual(upTo(6))
    })
  })
})
