import { sql } from 'kysely'
import { verifyAudit } from '@/lib/audit/server/verify-audit'
import { insertAudit } from '@/lib/store/audit'
import type { Database } from '@/lib/store/database'

/** Rows of a person in a browser, one transaction each. */
export async function addRows({ kysely }: Database, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await insertAudit(kysely, {
      actor: {
        personId: '00000000-0000-4000-8000-0000000000aa',
        tenantId: '00000000-0000-4000-8000-00000000000f',
        objectId: '00000000-0000-4000-8000-000000000001',
        userName: 'user@contoso.example',
        role: 'Portal.User',
        session: 'session-1',
        request: { id: `request-${n}`, address: '192.0.2.7', agent: 'Browser "1"\\2\n\u0001é\u2028' },
      },
      action: 'run.start',
      target: `run:${n}`,
      outcome: 'done',
      before: { b: 1.5, a: [null, 'x\ty'] },
      after: { ü: true },
      details: { flow: 'refresh-sales', n },
    })
  }
}

/** As somebody with all rights on the database would change it: past the triggers. */
export async function tamper({ kysely }: Database, ...statements: readonly string[]): Promise<void> {
  await kysely.transaction().execute(async (trx) => {
    for (const table of ['audit', 'audit_head'])
      await sql.raw(`alter table ${table} disable trigger user`).execute(trx)
    for (const statement of statements) await sql.raw(statement).execute(trx)
    for (const table of ['audit', 'audit_head'])
      await sql.raw(`alter table ${table} enable trigger user`).execute(trx)
  })
}

const COPIED = ['audit', 'audit_head']

/** For `putBack`, which undoes what was tampered with. */
export function keepCopy(database: Database): Promise<void> {
  return tamper(database, ...COPIED.map((table) => `create table copy_of_${table} as table ${table}`))
}

export function putBack(database: Database): Promise<void> {
  const statements = COPIED.flatMap((table) => [
    `delete from ${table}`,
    `insert into ${table} table copy_of_${table}`,
    `drop table copy_of_${table}`,
  ])
  return tamper(database, ...statements)
}

/** The problem that is found; undefined when the log is as it was written. */
export async function problemIn(
  database: Database,
  noted?: Parameters<typeof verifyAudit>[1],
): Promise<string | undefined> {
  const verified = await verifyAudit(database, noted)
  return verified.ok ? undefined : verified.problem
}
