import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { verifyPiece } from '@/lib/audit/server/verify-in-pieces'
import { erasePerson } from '@/lib/retention/server/erase-person'
import { ensureAuditCheck, selectAuditCheck } from '@/lib/store/audit-checks'
import type { Database } from '@/lib/store/database'
import { describeOnBothStores, useAsCurrent } from '@/tests/support/stores'
import { addRows, keepCopy, putBack, tamper } from './tampering'

const OBJECT_ID = '00000000-0000-4000-8000-000000000001'

describeOnBothStores('the chain, verified in the background', (open) => {
  let database: Database
  /** A column of milliseconds rounds: now may be later than what comes within the same one. */
  const due = () => sql`update audit_checks set next_at = now() - interval '1 second'`.execute(database.kysely)
  const check = async () => {
    const found = await selectAuditCheck(database.kysely)
    if (!found) throw new Error('Nothing was looked at yet')
    return found
  }
  const end = async () => {
    const head = database.kysely.selectFrom('audit_head').select(['position', 'hash'])
    return head.executeTakeFirstOrThrow()
  }
  /** As many pieces as there are rows for, and the look at the end. */
  const verifyAll = async () => {
    for (let piece = 0; piece < 5; piece += 1) {
      await due()
      await verifyPiece()
    }
    return check()
  }
  const beginAnew = () => sql`update audit_checks set walk = null, problem = null`.execute(database.kysely)

  beforeAll(async () => {
    database = await open()
    useAsCurrent(database)
    await ensureAuditCheck(database.kysely)
    await sql`insert into audit (id, at, action, target, outcome, details)
      select gen_random_uuid(), now(), 'run.end', 'run:' || n, 'done', '{}' from generate_series(1, 1200) as n`.execute(
      database.kysely,
    )
  })
  beforeEach(async () => {
    useAsCurrent(database)
    await beginAnew()
  })

  it('goes on piece by piece, and says up to which row every one is as it was written (AUD-3)', async () => {
    await due()
    expect(await verifyPiece()).toBe(true)
    expect((await check()).walkedTo).toBe(500)
    expect(await verifyPiece(), 'before its time').toBe(false)
    expect(await verifyAll()).toMatchObject({ verifiedTo: await end(), problem: undefined })
    await addRows(database, 3)
    expect(await verifyAll()).toMatchObject({ verifiedTo: await end(), problem: undefined })
  })

  it('finds a row that was changed, in rows already verified with the next pass, and tells it once (AUD-3)', async () => {
    await verifyAll()
    await keepCopy(database)
    try {
      await tamper(database, "update audit set outcome = 'refused' where position = 700")
      expect((await verifyAll()).problem).toBeUndefined()
      await sql`update audit_checks set pass_began_at = now() - interval '25 hours'`.execute(database.kysely)
      const { problem, verifiedTo } = await verifyAll()
      expect(problem?.text).toMatch(/^Row 700 \(run.end, .*\) was changed after it was written\.$/)
      expect(verifiedTo).toBeDefined()
      const told = database.kysely.selectFrom('audit').select('details').where('action', '=', 'audit.broken')
      expect(await told.execute()).toEqual([{ details: { problem: problem?.text } }])
    } finally {
      await putBack(database)
    }
    await sql`update audit_checks set walk = null`.execute(database.kysely)
    expect((await verifyAll()).problem, 'put back as it was').toBeUndefined()
  })

  it('finds rows that are gone, at the end and in the middle (AUD-3)', async () => {
    for (const [gone, says] of [
      ['position > 1190', /^Rows 1191 to \d+ are missing at the end of the log\.$/],
      ['position between 300 and 302', /^Rows 300 to 302 are missing: row 303 comes after row 299\.$/],
    ] as const) {
      await keepCopy(database)
      try {
        await tamper(database, `delete from audit where ${gone}`)
        await beginAnew()
        expect((await verifyAll()).problem?.text).toMatch(says)
      } finally {
        await putBack(database)
      }
    }
  })

  it('takes an erasing and the pruning of old rows for what they are, also amid a pass (OPS-7)', async () => {
    await addRows(database, 5)
    await due()
    await verifyPiece()
    await erasePerson(database, OBJECT_ID)
    expect((await verifyAll()).problem).toBeUndefined()
  })

  it('begins anew behind rows whose time was over and that went amid a pass (OPS-7)', async () => {
    await due()
    await verifyPiece()
    // The rows go as they do after a year, but for their age, which the function would ask for.
    await sql`
      insert into audit (id, at, actor_role, action, target, outcome, details)
      select gen_random_uuid(), now(), 'portal', 'audit.prune', 'audit', 'done',
             jsonb_build_object('upTo', position, 'hash', hash, 'rows', 600)
        from audit where position = 600`.execute(database.kysely)
    await tamper(database, 'delete from audit where position <= 600')
    expect(await verifyAll()).toMatchObject({ problem: undefined, verifiedTo: await end() })
  })
})
