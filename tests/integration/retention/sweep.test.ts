import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { keepRetention } from '@/lib/retention/server/hourly'
import { sweep } from '@/lib/retention/server/sweep'
import { addRunNote } from '@/lib/runs/server/add-run-note'
import { getOutputText, getRun } from '@/lib/runs/server/get-run'
import { takeSweep } from '@/lib/store/aged-rows'
import { openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { transact } from '@/lib/store/transaction'
import { addRows, problemIn } from '@/tests/integration/audit/tampering'
import { failRunNow } from '@/tests/integration/runs/run-now-calls'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'
import { emptyEmbeddedFolder, emptyPostgresUrl, useAsCurrent } from '@/tests/support/stores'

const DAY_MS = 86_400_000
const USER = 'user@contoso.example'
const NOTHING = {
  ...{ forms: 0, results: 0, tests: 0, runs: 0, counts: 0 },
  ...{ signIns: 0, sessions: 0, notices: 0, audit: 0 },
}
const makeCurrent = useAsCurrent

describePortal('what is over is removed when its time has come', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const count = async (table: 'runs' | 'run_steps' | 'tasks' | 'sign_ins' | 'sessions') =>
    (await db().selectFrom(table).selectAll().execute()).length
  afterEach(async () => {
    await sql`delete from sign_ins`.execute(db())
    expect(await problemIn(portal.store())).toBeUndefined()
  })

  /** A run with a result; answers when it ended, in epoch ms. */
  const endedRun = async (user: Viewer) => {
    const runId = await portal.press(user, 'refresh-sales', { region: 'EMEA', top_n: '10' })
    await portal.databricks().advanceClock(1_200_000)
    const { run, tasks } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    const task = tasks.find(({ output }) => output)
    if (!task || run.endedAt === undefined) throw new Error(`The run left no result: ${JSON.stringify(tasks)}`)
    return { runId, taskKey: task.taskKey, endedAt: run.endedAt }
  }
  const addOldSignIns = (count: number) =>
    sql`insert into sign_ins (id, created_at, kind, app_id, is_interactive, error_code, correlation_id)
      select gen_random_uuid(), now() - interval '31 days', 'sign-in', 'a', true, '0', 'c'
        from generate_series(1, ${count}::int)`.execute(db())
  const after = (endedAt: number, days: number) => sweep(new Date(endedAt + days * DAY_MS))

  it('results after 30 days, while the run itself stays (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const { runId, taskKey, endedAt } = await endedRun(user)
    expect(await after(endedAt, 29.9)).toMatchObject({ results: 0, runs: 0 })
    expect(await getOutputText(user, { runId, taskKey })).toBeTruthy()
    expect((await after(endedAt, 30.1)).results).toBeGreaterThan(0)
    await expect(getOutputText(user, { runId, taskKey })).rejects.toMatchObject({ code: 'not_found' })
    const { run, tasks } = await getRun(user, runId)
    expect(run).toMatchObject({ id: runId, state: 'done' })
    expect(tasks.length).toBeGreaterThan(0)
    for (const { output, errorTrace } of tasks) expect([output, errorTrace]).toEqual([undefined, undefined])
    expect((await after(endedAt, 30.1)).results).toBe(0)
  })

  it('and the run’s page can say why they are not there (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const { runId } = await endedRun(user)
    expect((await getRun(user, runId)).resultsRemoved).toBe(false)
    await sql`update runs set ended_at = now() - interval '31 days'`.execute(db())
    expect((await getRun(user, runId)).resultsRemoved).toBe(true)
  })

  it('runs after 90 days, with their steps, tasks and notes (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const { runId, endedAt } = await endedRun(user)
    await addRunNote(user, runId, 'Seen.')
    await after(endedAt, 89.9)
    expect((await getRun(user, runId)).run.id).toBe(runId)
    expect((await after(endedAt, 90.1)).runs).toBe(1)
    expect([await count('runs'), await count('run_steps'), await count('tasks')]).toEqual([0, 0, 0])
    await expect(getRun(user, runId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('who ran how much with the runs, while what has no names stays (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const { endedAt } = await endedRun(user)
    const counted = async (table: 'flow_days' | 'person_days') =>
      (await sql`select from ${sql.table(table)}`.execute(db())).rows.length
    expect((await after(endedAt, 89)).counts).toBe(0)
    expect([await counted('flow_days'), await counted('person_days')]).toEqual([1, 1])
    expect((await after(endedAt, 92)).counts).toBe(1)
    expect([await counted('flow_days'), await counted('person_days')]).toEqual([1, 0])
  })

  it('a run that is under way never, however old it is (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const running = await startForecast(portal, user)
    await portal.stopLoops()
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '60' } })
    const waiting = await portal.press(user, 'ping-lakehouse')
    await sql`update runs set created_at = now() - interval '400 days', updated_at = now() - interval '400 days'`.execute(
      db(),
    )
    await sql`update tasks set output_text = 'so far', ended_at = now() - interval '400 days'`.execute(db())
    expect(await sweep(new Date())).toMatchObject({ results: 0, runs: 0 })
    for (const runId of [running, waiting]) expect((await getRun(user, runId)).run.id).toBe(runId)
    expect(
      (await db().selectFrom('tasks').select('output_text').execute()).every(({ output_text }) => output_text),
    ).toBe(true)
  })

  it('the sign-in log and ended sessions after 30 days (OPS-7)', async () => {
    await portal.signIn(USER)
    const { created_at: at } = await db()
      .selectFrom('sign_ins')
      .select('created_at')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    expect(await after(at.getTime(), 29.9)).toEqual(NOTHING)
    expect((await after(at.getTime(), 30.1)).signIns).toBeGreaterThan(0)
    expect([await count('sign_ins'), await count('sessions')]).toEqual([0, 1])
    expect((await after(at.getTime(), 30.6)).sessions).toBe(1)
  })

  it('and what went is on record, with the first of it (AUD-1)', async () => {
    const { endedAt } = await endedRun(await portal.signIn(USER))
    await after(endedAt, 91)
    const records = await db()
      .selectFrom('audit')
      .select(['target', 'actor_role', 'details'])
      .where('action', '=', 'data.remove')
      .orderBy('position', 'desc')
      .limit(5)
      .execute()
    expect(records.map(({ target }) => target)).toEqual(['sessions', 'signIns', 'counts', 'runs', 'results'])
    const before = new Date(endedAt + DAY_MS).toISOString()
    expect(records[3]).toEqual({ target: 'runs', actor_role: 'portal', details: { before } })
  })

  it('each round names the end of the audit log in the portal’s own log, for whoever checks it (OPS-7, AUD-3)', async () => {
    await portal.signIn(USER)
    const printed = vi.spyOn(process.stdout, 'write')
    await keepRetention(new AbortController().signal)
    const lines = printed.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('audit.head'))
    printed.mockRestore()
    expect(lines).toHaveLength(1)
    const { position, hash } = JSON.parse(lines[0] ?? '')
    expect(await problemIn(portal.store(), { position, hash })).toBeUndefined()
    expect(await problemIn(portal.store(), { position, hash: hash.replace(/^./, 'x') })).toMatch(/was noted/)
  })

  it('many rows go in small batches, and others are served in between (OPS-7)', async () => {
    await addOldSignIns(1_000)
    await sql`create table batches (size integer)`.execute(db())
    await sql`create function count_batch() returns trigger language plpgsql as $$
      begin
        insert into batches select count(*) from gone;
        return null;
      end $$`.execute(db())
    await sql`create trigger batches after delete on sign_ins referencing old table as gone
      for each statement execute function count_batch()`.execute(db())
    let served = 0
    let over = false
    const sweeping = sweep(new Date()).finally(() => {
      over = true
    })
    while (!over) {
      await db().selectFrom('people').select('id').limit(1).execute()
      served += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect((await sweeping).signIns).toBe(1_000)
    const { rows } = await sql<{ size: number }>`select size from batches where size > 0`.execute(db())
    expect(rows.map(({ size }) => size)).toEqual([200, 200, 200, 200, 200])
    expect(served).toBeGreaterThan(5)
    await sql`drop function count_batch cascade`.execute(db())
    await sql`drop table batches`.execute(db())
  })

  it('two sweeps at once remove everything once, and one that is told to stop does (OPS-7)', async () => {
    await addOldSignIns(500)
    expect(await sweep(new Date(), AbortSignal.abort())).toEqual(NOTHING)
    const both = await Promise.all([sweep(new Date()), sweep(new Date())])
    const rest = await sweep(new Date()) // each leaves the work to the other when they meet
    expect([...both, rest].reduce((sum, { signIns }) => sum + signIns, 0)).toBe(500)
  })

  it('leaves the work to a process that is at it (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    const { endedAt } = await endedRun(user)
    const held = Promise.withResolvers<void>()
    const done = Promise.withResolvers<void>()
    const holding = transact(db(), async (trx) => {
      expect(await takeSweep(trx)).toBe(true)
      held.resolve()
      await done.promise
    })
    await held.promise
    const met = after(endedAt, 91)
    // The embedded store belongs to one process: there it waits for the transaction, and then has the work to itself.
    if (portal.store().kind === 'postgres') expect(await met).toEqual(NOTHING)
    done.resolve()
    await holding
    const { runs } = await met
    expect(runs + (await after(endedAt, 91)).runs).toBe(1)
  })

  describe('the audit log', () => {
    it('after 365 days, from its oldest row on, and its chain stays whole (OPS-7)', async () => {
      const embedded = portal.store().kind === 'embedded'
      const aged = await openDatabase({
        databaseUrl: embedded ? undefined : await emptyPostgresUrl(),
        dataDir: embedded ? await emptyEmbeddedFolder() : '',
      })
      try {
        await migrate(aged, ALL_MIGRATIONS.slice(0, 1))
        await sql`insert into audit (id, at, action, target, outcome, details)
          select gen_random_uuid(), now() - days * interval '1 day', 'run.start', 'run:1', 'done', '{}'
            from unnest(array[400, 380, 367, 364, 10]) as days`.execute(aged.kysely)
        await migrate(aged, ALL_MIGRATIONS)
        await addRows(aged, 2)
        makeCurrent(aged)
        expect(await sweep(new Date())).toEqual({ ...NOTHING, audit: 3 })
        expect(await sweep(new Date())).toEqual(NOTHING)
        expect(await problemIn(aged)).toBeUndefined()
        const { rows } = await sql<{ kept: number }>`
          select count(*)::int as kept from audit where at < now() - interval '9 days'`.execute(aged.kysely)
        expect(rows).toEqual([{ kept: 2 }])
      } finally {
        makeCurrent(portal.store())
        await aged.close()
      }
    })
  })
})
