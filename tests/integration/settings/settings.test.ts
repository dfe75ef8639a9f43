import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { sweep } from '@/lib/retention/server/sweep'
import type { KeptKind } from '@/lib/settings/kept'
import { viewSettings } from '@/lib/settings/server/view-settings'
import { viewStorage } from '@/lib/settings/server/view-storage'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const ADMIN = 'admin@contoso.example'
const DAY_MS = 86_400_000

describePortal('settings', [flowOf('ping', PING_JOB)], (portal) => {
  const db = () => portal.store().kysely

  it('name the process and the database as they are, and no secret of them', async () => {
    const view = await viewSettings(await portal.signIn(ADMIN))
    expect(view.process).toMatchObject({
      node: process.version,
      credential: 'secret',
      nextCredential: undefined,
      database: { kind: portal.store().kind, step: ALL_MIGRATIONS.at(-1)?.name, steps: ALL_MIGRATIONS.length },
    })
    expect(view.process.database.version).toMatch(/^\d+(\.\d+)?/)
    expect(view.process.startedAt.getTime()).toBeLessThan(Date.now())
    for (const name of ['NEXTAUTH_SECRET', 'AZURE_CLIENT_SECRET']) {
      expect(JSON.stringify(view)).not.toContain(process.env[name] ?? 'unset')
    }
  })

  it('are an Admin’s alone, with what is kept (AUTHZ-1)', async () => {
    for (const upn of ['user@contoso.example', 'maker@contoso.example']) {
      const viewer = await portal.signIn(upn)
      await expect(viewSettings(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
      await expect(viewStorage(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
    }
  })

  it('say of each kind how much is kept, since when, for how long and until when', async () => {
    const [admin, user] = [await portal.signIn(ADMIN), await portal.signIn('user@contoso.example')]
    const runId = await portal.press(user, 'ping')
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
    await portal.stopLoops()
    await signInLogWritten()
    const { kinds, bytes } = await viewStorage(admin)
    const of = (kind: KeptKind) => kinds.find((kept) => kept.kind === kind)
    const [{ oldest } = { oldest: undefined }] = (
      await sql<{ oldest: Date }>`select min(created_at) as oldest from runs`.execute(db())
    ).rows
    expect(of('runs')).toMatchObject({
      oldest,
      keeping: { ms: 90 * DAY_MS, setting: 'LAKEPORT_KEEP_RUNS_DAYS' },
      removedFrom: new Date((oldest?.getTime() ?? 0) + 90 * DAY_MS),
    })
    // One whose end the workspace never told: it tells nothing of the oldest.
    await sql`insert into tasks (step_id, task_key, attempt, position, databricks_run_id, kind, status, depends_on, detail, output_text)
      select id, 'cut_off', 0, 9, '1', 'notebook', 'Cancelled', '[]', '{}', 'some' from run_steps where run_id = ${runId}`.execute(
      db(),
    )
    const results = (await viewStorage(admin)).kinds.find(({ kind }) => kind === 'results')
    expect(results?.oldest).toEqual(of('results')?.oldest)
    expect(results?.oldest).toBeInstanceOf(Date)
    expect(of('audit')?.oldest).toBeInstanceOf(Date)
    expect(of('signIns')?.oldest).toBeInstanceOf(Date)
    expect(of('rest')).toMatchObject({ rows: undefined, keeping: undefined, removedFrom: undefined })
    for (const kept of kinds) expect(kept.bytes, kept.kind).toBeGreaterThan(0)
    expect(kinds.reduce((sum, kept) => sum + kept.bytes, 0)).toBe(bytes)
  })

  it('rows are what the database estimates, and tables that came later are counted in', async () => {
    const admin = await portal.signIn(ADMIN)
    const bytesOfRest = async () => (await viewStorage(admin)).kinds.find(({ kind }) => kind === 'rest')?.bytes ?? 0
    const before = await bytesOfRest()
    await sql`create table settings_of_test (text text)`.execute(db())
    try {
      await sql`insert into settings_of_test select repeat('x', 500) from generate_series(1, 2000)`.execute(db())
      expect(await bytesOfRest()).toBeGreaterThan(before + 1_000_000)
    } finally {
      await sql`drop table settings_of_test`.execute(db())
    }
    await sql`insert into sign_ins (id, created_at, kind, app_id, is_interactive, error_code, correlation_id)
      select gen_random_uuid(), now(), 'cache', 'app', false, '0', gen_random_uuid() from generate_series(1, 3000)`.execute(
      db(),
    )
    await sql`analyze sign_ins`.execute(db())
    const rows = (await viewStorage(admin)).kinds.find(({ kind }) => kind === 'signIns')?.rows
    expect(rows).toBeGreaterThanOrEqual(3_000)
    expect(rows).toBeLessThan(4_000)
  })

  it('tell when a sweep last removed something (OPS-7)', async () => {
    const admin = await portal.signIn(ADMIN)
    await portal.stopLoops()
    await signInLogWritten()
    const removedAt = async () => (await viewStorage(admin)).kinds.find(({ kind }) => kind === 'signIns')?.removedAt
    expect(await removedAt()).toBeUndefined()
    await sql`update sign_ins set created_at = now() - interval '31 days'
      where id = (select id from sign_ins order by created_at limit 1)`.execute(db())
    const due = (await viewStorage(admin)).kinds.find(({ kind }) => kind === 'signIns')?.removedFrom
    expect(due?.getTime()).toBeLessThan(Date.now())
    await sweep(new Date())
    expect(await removedAt()).toBeInstanceOf(Date)
  })
})
