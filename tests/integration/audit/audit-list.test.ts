import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { type AuditQuery, parseAuditQuery } from '@/lib/audit/audit-query'
import { exportAudit } from '@/lib/audit/server/export-audit'
import { getAuditRow, listAudit } from '@/lib/audit/server/list-audit'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { signedIn } from '@/tests/integration/identity/sign-in-use-case'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const USER = 'user@contoso.example'
const ADMIN = 'admin@contoso.example'
const NO_ROLE = 'norole@contoso.example'

describePortal('the audit log, read', [flowOf('ping', PING_JOB)], (portal) => {
  const db = () => portal.store().kysely
  let since = new Date(0)
  beforeEach(async () => {
    Object.assign(globalThis, { lakeportAuditOnce: undefined, lakeportRefusals: undefined })
    const { rows } = await sql<{ now: Date }>`select clock_timestamp()::timestamptz(3) as now`.execute(db())
    since = rows[0]?.now ?? since
  })
  /** What this test has written, of one kind after another. */
  const list = async (admin: Viewer, change: Partial<AuditQuery> = {}) =>
    (await listAudit(admin, parseAuditQuery(change))).rows.filter(({ createdAt }) => createdAt >= since.getTime())
  const actions = async (admin: Viewer, change: Partial<AuditQuery>) =>
    (await list(admin, change)).map(({ action }) => action)

  it('is filtered by each of its columns, and names people and runs (AUD-2)', async () => {
    const user = { ...(await portal.signIn(USER)), request: { id: 'r', address: '192.0.2.9', agent: 'x' } }
    const admin = await portal.signIn(ADMIN)
    const runId = await portal.press(user, 'ping')
    await expect(signedIn(portal.entra().url, NO_ROLE)).rejects.toThrow()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.submittedAt !== undefined)

    expect(await actions(admin, { target: String(run.number), actor: USER })).toEqual(['run.start'])
    expect(await actions(admin, { target: `run:${runId}`, source: '192.0.2.9' })).toEqual(['run.start'])
    expect(await actions(admin, { target: USER, actor: 'user' })).toEqual(['session.start'])
    expect(await actions(admin, { actor: NO_ROLE.toUpperCase() })).toEqual(['session.start'])
    expect(await list(admin, { result: 'refused' })).toMatchObject([
      { actor: { name: NO_ROLE }, reason: 'no_role', outcome: 'refused' },
    ])
    expect(await actions(admin, { action: 'run.start', result: 'done' })).toEqual(['run.start'])
    expect(await actions(admin, { actor: 'nobody@contoso.example' })).toEqual([])
    expect(await actions(admin, { target: '2147483647' })).toEqual([])
    expect(await actions(admin, { from: '2026-01-01', to: '2026-01-02' })).toEqual([])
    const [start] = await list(admin, { action: 'run.start' })
    expect(start).toMatchObject({ targetName: String(run.number), actor: { name: USER, role: 'Portal.User' } })
    expect(await list(admin, { actor: 'portal', action: 'run.end' })).toEqual([])
    expect(await getAuditRow(admin, String(start?.position))).toEqual(start)
    await expect(getAuditRow(admin, '0')).rejects.toMatchObject({ code: 'not_found' })
    await expect(getAuditRow(user, String(start?.position))).rejects.toMatchObject({ code: 'not_permitted' })
  })

  it('pages lead through all of it and back, each row once', async () => {
    const admin = await portal.signIn(ADMIN)
    await sql`insert into audit (id, at, action, target, outcome, details)
      select gen_random_uuid(), now(), 'flow.edit', 'flow:paged', 'done', '{}' from generate_series(1, 120) as n`.execute(
      db(),
    )
    const asked = (change: Partial<AuditQuery> = {}) => parseAuditQuery({ target: 'flow:paged', ...change })
    const first = await listAudit(admin, asked())
    const second = await listAudit(admin, asked(first.older))
    const third = await listAudit(admin, asked(second.older))
    const back = await listAudit(admin, asked(third.newer))
    const seen = [first, second, third].flatMap(({ rows }) => rows.map(({ id }) => id))
    expect([new Set(seen).size, third.rows.length, third.older]).toEqual([120, 20, undefined])
    expect(back.rows).toEqual(second.rows)
  })

  it('an export is no formula, is on record before its first byte, and not made without (IO-11, AUD-4)', async () => {
    const admin = await portal.signIn(ADMIN)
    await recordRefusal({ userName: '=cmd()' }, { action: 'flow.read', target: 'flow:@x', reason: '+1' })
    const asked = parseAuditQuery({ action: 'flow.read' })
    const text = async () =>
      new Response((await exportAudit(admin, { asked, format: 'csv', timeZone: 'UTC' })).body).text()
    const [head, row = ''] = (await text()).split('\r\n')
    expect(head).toMatch(/^"row","time","actor"/)
    expect(row).toContain(`"'=cmd()"`)
    expect(row).toContain(`"'+1"`)
    expect(await actions(admin, { action: 'audit.export' })).toEqual(['audit.export'])
    await sql`alter table audit rename to audit_away`.execute(db())
    try {
      await expect(text()).rejects.toThrow()
    } finally {
      await sql`alter table audit_away rename to audit`.execute(db())
    }
  })

  it('an export as JSON keeps before and after as they are', async () => {
    const admin = await portal.signIn(ADMIN)
    const change = { before: { roles: ['a'] }, after: { roles: ['b'] } }
    await insertAudit(db(), { actor: {}, action: 'flow.share', target: 'flow:json', outcome: 'done', ...change })
    const { body } = await exportAudit(admin, {
      asked: parseAuditQuery({ target: 'flow:json' }),
      format: 'json',
      timeZone: 'UTC',
    })
    expect(JSON.parse(await new Response(body).text())).toMatchObject([{ target: 'flow:json', ...change }])
  })
})
