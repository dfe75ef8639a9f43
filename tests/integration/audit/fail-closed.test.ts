import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { sweep } from '@/lib/retention/server/sweep'
import { parseRunQuery } from '@/lib/runs/run-query'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { exportRuns } from '@/lib/runs/server/export-runs'
import { getRun } from '@/lib/runs/server/get-run'
import { listAllRuns } from '@/lib/runs/server/list-runs'
import { pressFlow } from '@/lib/runs/server/press'
import { signedIn } from '@/tests/integration/identity/sign-in-use-case'
import { failRunNow, runNowCalls } from '@/tests/integration/runs/run-now-calls'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { useAsCurrent } from '@/tests/support/stores'
import { makePortalRole } from './role-of-readme'
import { problemIn } from './tampering'

const makeCurrent = useAsCurrent
const USER = 'user@contoso.example'

describePortal('a portal that cannot write to its audit log', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  let mend: () => Promise<void>
  afterEach(async () => {
    await mend()
    expect(await problemIn(portal.store())).toBeUndefined()
  })

  /** Each answers how to undo it. */
  const WAYS: Readonly<Record<string, () => Promise<() => Promise<void>>>> = {
    'which may not be inserted into': async () => {
      const store = portal.store()
      if (store.kind === 'embedded') return WAYS['whose insert fails']?.() ?? Promise.reject(new Error('no such way'))
      const { rows } = await sql<{ url: string }>`
        select format('postgres://x@%s:%s/%s', host(inet_server_addr()), inet_server_port(), current_database()) as url`.execute(
        store.kysely,
      )
      const role = await makePortalRole(store, rows[0]?.url ?? '')
      await sql.raw(`revoke insert on audit from ${role.name}`).execute(store.kysely)
      const limited = await role.open()
      makeCurrent(limited)
      return async () => {
        makeCurrent(store)
        await limited.close()
        await role.drop()
      }
    },
    'whose insert fails': async () => {
      await sql`create function no_audit() returns trigger language plpgsql as
        $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$`.execute(db())
      await sql`create trigger no_audit before insert on audit for each row execute function no_audit()`.execute(db())
      return async () => void (await sql`drop function no_audit cascade`.execute(db()))
    },
    'which cannot be sealed when the transaction commits': async () => {
      await sql`alter table audit_head rename to audit_head_gone`.execute(db())
      return async () => void (await sql`alter table audit_head_gone rename to audit_head`.execute(db()))
    },
  }

  describe.each(Object.entries(WAYS))('%s', (_way, breakAudit) => {
    it('starts no run: no row of it is kept, and the workspace is not called (AUD-4)', async () => {
      const user = await portal.signIn(USER)
      const earlier = await portal.press(user, 'ping-lakehouse')
      mend = await breakAudit()
      const press = () => ({
        slug: 'ping-lakehouse',
        clientKey: randomUUID(),
        posted: {},
        resubmittedFrom: undefined,
      })
      await expect(pressFlow(user, press(), inputWords)).rejects.toThrow()
      await expect(pressFlow(user, { ...press(), resubmittedFrom: earlier }, inputWords)).rejects.toThrow()
      expect((await db().selectFrom('runs').select('id').execute()).map(({ id }) => id)).toEqual([earlier])
      expect(await runNowCalls(portal)).toHaveLength(1)
      expect(await portal.databricks().runs()).toHaveLength(1)
    })

    it('writes no run to a file (AUD-4)', async () => {
      const user = await portal.signIn(USER)
      mend = await breakAudit()
      const asked = { query: parseRunQuery({}), all: false, format: 'csv', timeZone: 'UTC' } as const
      await expect(exportRuns(user, { ...asked, stillMay: async () => true })).rejects.toThrow()
    })

    it('removes nothing whose time is over (AUD-4)', async () => {
      await sql`insert into sign_ins (id, created_at, kind, app_id, is_interactive, error_code, correlation_id)
        values (gen_random_uuid(), now() - interval '31 days', 'sign-in', 'a', true, '0', 'old')`.execute(db())
      mend = await breakAudit()
      await expect(sweep(new Date())).rejects.toThrow()
      const old = db().selectFrom('sign_ins').selectAll().where('correlation_id', '=', 'old')
      expect(await old.execute()).toHaveLength(1)
      await db().deleteFrom('sign_ins').where('correlation_id', '=', 'old').execute()
    })

    it('cancels no run: it goes on, and the workspace is not called (AUD-4)', async () => {
      const user = await portal.signIn(USER)
      await portal.stopLoops()
      await failRunNow(portal, { status: 429, headers: { 'retry-after': '60' } })
      const runId = await portal.press(user, 'ping-lakehouse')
      const calls = (await portal.databricks().requests()).length
      mend = await breakAudit()
      await expect(cancelRun(user, runId)).rejects.toThrow()
      expect(await portal.databricks().requests()).toHaveLength(calls)
      const { run } = await getRun(user, runId)
      expect(run).toMatchObject({ state: 'submitting', cancelRequestedAt: undefined })
    })

    it('changes no flow, lets nobody in, and shows nobody everybody’s runs (AUD-4)', async () => {
      const admin = await portal.signIn('admin@contoso.example')
      Object.assign(globalThis, { lakeportAuditOnce: undefined })
      const flows = await db().selectFrom('flow_versions').selectAll().execute()
      const sessions = await db().selectFrom('sessions').selectAll().execute()
      mend = await breakAudit()
      await expect(importFlows({ flows: [flowOf('new-flow', PING_JOB)] })).rejects.toThrow()
      await expect(signedIn(portal.entra().url, USER)).rejects.toThrow()
      await expect(listAllRuns(admin, parseRunQuery({}))).rejects.toThrow()
      expect(await db().selectFrom('flow_versions').selectAll().execute()).toEqual(flows)
      expect(await db().selectFrom('sessions').selectAll().execute()).toEqual(sessions)
    })
  })

  it('says of somebody else’s run what it says of one that does not exist (AUTHZ-4)', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    const runId = await portal.press(user, 'ping-lakehouse')
    mend = (await WAYS['whose insert fails']?.()) ?? mend
    const answer = (id: string) =>
      getRun(other, id).catch(({ code, message }: Error & { code?: string }) => ({ code, message }))
    expect(await answer(runId)).toEqual(await answer(randomUUID()))
  })

  it('says so as what it is: the portal’s own database, and nothing was started (AUD-4)', async () => {
    const user = await portal.signIn(USER)
    mend = (await WAYS['which may not be inserted into']?.()) ?? mend
    const press = { slug: 'ping-lakehouse', clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined }
    await expect(pressFlow(user, press, inputWords)).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})
