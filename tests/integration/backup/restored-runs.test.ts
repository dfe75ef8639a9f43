import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { restoreBackup } from '@/lib/backup/server/restore-backup'
import { writeBackup } from '@/lib/backup/server/write-backup'
import { config } from '@/lib/config'
import type { Viewer } from '@/lib/identity/viewer'
import { isActive } from '@/lib/runs/run-state'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { type Database, openDatabase } from '@/lib/store/database'
import { runNowCalls } from '@/tests/integration/runs/run-now-calls'
import { flowOf, PING_JOB, SAMPLE_FLOWS, SECRET_FLOW } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyEmbeddedFolder, emptyPostgresUrl, useAsCurrent } from '@/tests/support/stores'
import { until } from '@/tests/support/until'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const PING = 'ping-lakehouse'
const TOKEN = 'POST /8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60/oauth2/v2.0/token'
const LONG_MS = 120_000

const TWO_STEPS = flowOf('two-steps', PING_JOB, {
  steps: ['First', 'Second'].map((name) => ({ action: 'run_now', name, jobId: PING_JOB, jobParameters: {} })),
})

/** On each store, and each backup goes into the other kind. */
describePortal('after a restore', [...SAMPLE_FLOWS, SECRET_FLOW, TWO_STEPS], (portal) => {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-restored-'))
  const opened: Database[] = []
  afterAll(async () => {
    for (const database of opened) await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  let count = 0
  const backup = async () => (await writeBackup(portal.store(), join(folder, `${++count}`))).path

  /** The portal that was is gone; another one takes up its backup, on the other kind of store where there is one. */
  const restore = async (path: string, beforeStart?: (restored: Database) => Promise<void>) => {
    await portal.stopLoops()
    const isOther = portal.store().kind === 'postgres' || !hasPostgres()
    const database = await openDatabase(
      isOther ? { dataDir: await emptyEmbeddedFolder() } : { databaseUrl: await emptyPostgresUrl(), dataDir: '' },
    )
    opened.push(database)
    await restoreBackup(database, path, { replace: false })
    await beforeStart?.(database)
    useAsCurrent(database)
    await portal.startLoops()
  }
  const sentTokens = async () => (await runNowCalls(portal)).map(({ idempotencyToken }) => idempotencyToken)
  const stateOf = async (runId: string) =>
    (await portal.store().kysely.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirstOrThrow())
      .state
  const untilDone = (viewer: Viewer, runId: string) =>
    portal.untilRun(viewer, runId, ({ run }) => !isActive(run.state))
  const onlyRunOf = async (viewer: Viewer) => {
    const rows = await portal
      .store()
      .kysely.selectFrom('runs')
      .select('id')
      .where('person_id', '=', viewer.personId)
      .execute()
    return rows[0]?.id ?? ''
  }
  /** A press that is kept, and waits for a renewed token. */
  const pressWithSlowToken = async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const user = await portal.signIn('user@contoso.example')
    await portal.entra().addFault({ match: TOKEN, delayMs: 1_500 })
    const pressed = portal.press(user, PING)
    const runId = await until(
      () => onlyRunOf(user),
      (id) => id !== '',
    )
    return { user, runId, pressed }
  }

  it(
    'of a backup taken between press and answer, the press is one run (OPS-4, RUN-2)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, delayMs: 1_500 })
      const pressed = portal.press(user, PING)
      await until(
        () => runNowCalls(portal),
        (calls) => calls.length === 1,
      )
      const path = await backup()
      const runId = await pressed
      await portal.databricks().advanceClock(60_000)
      await untilDone(user, runId)

      await restore(path)
      const { run } = await untilDone(user, runId)
      expect(run).toMatchObject({ state: 'done', status: 'Succeeded' })
      expect(await sentTokens()).toEqual([runId, runId])
      const [only, ...more] = await portal.databricks().runs()
      expect(more).toEqual([])
      expect(run.databricksRunId).toBe(String(only?.run_id))
    },
    LONG_MS,
  )

  it(
    'of a backup taken before the call, hours later, nobody is told that it did not start (OPS-4, RUN-5)',
    async () => {
      const { user, runId, pressed } = await pressWithSlowToken()
      expect(await stateOf(runId)).toBe('requested')
      const path = await backup()
      expect(await sentTokens()).toEqual([])
      await pressed
      await portal.databricks().advanceClock(60_000)
      await untilDone(user, runId)

      await restore(path, async ({ kysely }) => {
        await sql`update runs set deadline = deadline - interval '6 hours'`.execute(kysely)
      })
      const { run } = await untilDone(user, runId)
      expect(run).toMatchObject({ state: 'done', status: 'Succeeded' })
      expect(await sentTokens()).toEqual([runId, runId])
      expect(await portal.databricks().runs()).toHaveLength(1)
    },
    LONG_MS,
  )

  it(
    'a run goes on with the step that was started after the backup, and starts it no second time (OPS-4, RUN-2)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      await portal.stopLoops()
      const runId = await portal.press(user, 'two-steps')
      const path = await backup()
      await portal.databricks().advanceClock(60_000)
      await portal.startLoops()
      await portal.untilRun(user, runId, ({ run }) => run.position === 1 && run.databricksRunId !== undefined)

      await restore(path)
      await portal.untilRun(user, runId, ({ run }) => run.position === 1 && run.databricksRunId !== undefined)
      await portal.databricks().advanceClock(60_000)
      expect((await untilDone(user, runId)).run).toMatchObject({ state: 'done', status: 'Succeeded' })
      const [first, second, again, ...more] = await sentTokens()
      expect([first, again, more]).toEqual([runId, second, []])
      expect(await portal.databricks().runs()).toHaveLength(2)
    },
    LONG_MS,
  )

  it(
    'a press that was cancelled before it was sent stays unsent (OPS-4, RUN-9)',
    async () => {
      const { user, runId, pressed } = await pressWithSlowToken()
      await cancelRun(user, runId)
      const path = await backup()
      await pressed

      await restore(path)
      const { run } = await untilDone(user, runId)
      expect(run).toMatchObject({ status: 'Cancelled', databricksRunId: undefined })
      expect(await sentTokens()).toEqual([])
    },
    LONG_MS,
  )

  it(
    'a run at work is followed to its end, and history stays as it was (OPS-4)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      const old = await portal.press(user, PING)
      await untilDone(user, old)
      const active = await startForecast(portal, user)
      await portal.stopLoops()
      const { run: before } = await getRun(user, old)
      const path = await backup()
      await portal.databricks().advanceClock(600_000)

      await restore(path)
      const { run } = await untilDone(user, active)
      expect(run).toMatchObject({ state: 'done', status: 'Succeeded' })
      expect((await getRun(user, old)).run).toEqual(before)
      expect(await sentTokens()).toEqual([old, active])
      const next = (await getRun(user, await portal.press(user, PING))).run
      expect(next.number).toBe(Math.max(before.number, run.number) + 1)
    },
    LONG_MS,
  )

  it(
    'secret inputs reach the job, and stand nowhere in the file; nor do tokens and keys (OPS-4, TOK-1)',
    async () => {
      const user = await portal.signIn('user@contoso.example')
      await portal.databricks().addFault({ match: RUN_NOW, drop: 'before', times: 20 })
      const runId = await portal.press(user, 'with-secret', { password: 'the-word-of-the-day' })
      await portal.stopLoops()
      const path = await backup()
      await portal.databricks().clearFaults()

      const text = gunzipSync(readFileSync(path)).toString('utf8')
      expect(text).toContain(runId)
      expect(text).not.toContain('the-word-of-the-day')
      expect(text).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/)
      for (const secret of [config().sessionSecret, config().keyRing.split(':')[1] ?? '']) {
        expect(secret).not.toBe('')
        expect(text).not.toContain(secret)
      }
      // The tokens and the inputs, at least.
      expect(text.match(/"v1\.demo\.[\w-]{16}\.[\w-]+"/g)?.length).toBeGreaterThanOrEqual(2)

      await restore(path)
      await untilDone(user, runId)
      const [ran, ...more] = await portal.databricks().runs()
      expect(more).toEqual([])
      expect(ran?.job_parameters).toEqual({ password: 'the-word-of-the-day' })
    },
    LONG_MS,
  )
})
