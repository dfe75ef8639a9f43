import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { forgetNeedlessTokens, sweepTokens } from '@/lib/identity/server/forget-tokens'
import { hashOfSessionKey } from '@/lib/identity/server/session-key'
import { signOut } from '@/lib/identity/server/sign-out'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { inTransaction } from '@/lib/store/current'
import { updateFollowedRun } from '@/lib/store/followed-runs'
import { revokeSession } from '@/lib/store/sessions'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const HOUR_MS = 3_600_000
const LONG_MS = 600_000

describePortal('the tokens of a person who has signed out', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const sign = async (upn = USER): Promise<{ key: string; viewer: Viewer }> => {
    const { sessionKey: key } = await signedIn(portal.entra().url, upn)
    const viewer = await viewerOfSessionKey(key)
    if (!viewer) throw new Error('Nobody is signed in')
    return { key, viewer }
  }
  const partitions = async () =>
    (await db().selectFrom('token_partitions').select('person_id').execute()).map(({ person_id }) => person_id)
  const state = async (runId: string) =>
    (await db().selectFrom('runs').select('state').where('id', '=', runId).executeTakeFirstOrThrow()).state
  const ended = (runId: string) =>
    until(
      () => state(runId),
      (now) => now === 'done' || now === 'lost' || now === 'refused',
    )
  const running = async () => {
    const { key, viewer } = await sign()
    const runId = await portal.press(viewer, 'ping-lakehouse')
    await portal.untilRun(viewer, runId, ({ run }) => run.databricksRunId !== undefined)
    return { key, viewer, runId }
  }
  /** As if the person had last done anything so long ago. */
  const sessionsAgedBy = (ms: number) =>
    sql`update sessions set created_at = created_at - ${ms} * interval '1 millisecond',
      last_seen_at = last_seen_at - ${ms} * interval '1 millisecond',
      expires_at = expires_at - ${ms} * interval '1 millisecond',
      revoked_at = revoked_at - ${ms} * interval '1 millisecond'`.execute(db())

  describe('while a run of theirs is followed', () => {
    it('stay, and go with the end of that run, in its own transaction (TOK-8)', async () => {
      const { key, viewer, runId } = await running()
      expect(await signOut(key)).toMatchObject({ following: true })
      expect(await partitions()).toEqual([viewer.personId])
      await sql`create table ends (state text, partitions bigint)`.execute(db())
      await sql`create function note_end() returns trigger language plpgsql as $$
        begin insert into ends select new.state, count(*) from token_partitions; return new; end $$`.execute(db())
      await sql`create constraint trigger note_end after update of state on runs deferrable initially deferred
        for each row when (new.state = 'done') execute function note_end()`.execute(db())
      try {
        await portal.databricks().advanceClock(LONG_MS)
        expect(await ended(runId)).toBe('done')
        // Looked at as the transaction that ended the run commits: no moment has the one without the other.
        expect((await sql`select state, partitions::int from ends`.execute(db())).rows).toEqual([
          { state: 'done', partitions: 0 },
        ])
      } finally {
        await sql`drop function note_end cascade`.execute(db())
        await sql`drop table ends`.execute(db())
      }
      const rows = await db().selectFrom('audit').selectAll().where('action', '=', 'tokens.delete').execute()
      expect(rows.filter(({ target }) => target === `person:${viewer.personId}`)).toHaveLength(1)
    })

    it('go with the last of several, not with the first (TOK-8)', async () => {
      const { key, viewer } = await sign()
      const longer = await startForecast(portal, viewer)
      const runId = await portal.press(viewer, 'ping-lakehouse')
      await portal.untilRun(viewer, runId, ({ run }) => run.databricksRunId !== undefined)
      await signOut(key)
      await portal.databricks().advanceClock(20_000)
      expect(await ended(runId)).toBe('done')
      expect(await state(longer)).not.toBe('done')
      expect(await partitions()).toEqual([viewer.personId])
      await portal.databricks().advanceClock(LONG_MS)
      await ended(longer)
      expect(await partitions()).toEqual([])
    })

    it('go too when the run is lost, or was refused (TOK-8)', async () => {
      await portal.stopLoops()
      await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', status: 503, times: 0 })
      const { key, viewer } = await sign()
      const runId = await portal.press(viewer, 'ping-lakehouse')
      await signOut(key)
      expect(await partitions()).toEqual([viewer.personId])
      await portal.databricks().clearFaults()
      await portal.databricks().addFault({
        match: 'POST /api/2.2/jobs/run-now',
        status: 403,
        body: { error_code: 'PERMISSION_DENIED', message: 'No.' },
        times: 0,
      })
      await sql`update runs set maybe_started = false, state = 'submitting', due_at = now()`.execute(db())
      await portal.startLoops()
      expect(await ended(runId)).toBe('refused')
      expect(await partitions()).toEqual([])
    })

    it('stay for the person who has another session (TOK-8)', async () => {
      const { key, viewer, runId } = await running()
      await sign()
      expect(await signOut(key)).toMatchObject({ following: false })
      await portal.databricks().advanceClock(LONG_MS)
      await ended(runId)
      expect(await partitions()).toEqual([viewer.personId])
    })

    it('go after a day all the same, and the run says that tracking is paused (TOK-8)', async () => {
      const { key, viewer, runId } = await running()
      await signOut(key)
      await sessionsAgedBy(23 * HOUR_MS)
      expect(await sweepTokens()).toBe(0)
      await sessionsAgedBy(2 * HOUR_MS)
      expect(await sweepTokens()).toBe(1)
      expect(await partitions()).toEqual([])
      const { run } = await portal.untilRun(viewer, runId, (view) => view.run.notWatchedSince !== undefined)
      expect(run).toMatchObject({
        state: expect.stringMatching(/submitted|running/),
        notWatchedBecause: { code: 'connection_expired' },
      })
    })
  })

  describe('go at the next look when a session ended by itself', () => {
    it.each([
      ['was not used for long', 2 * HOUR_MS + 1_000],
      ['came to its end', 13 * HOUR_MS],
    ])('because it %s, and no run is followed (TOK-8)', async (_why, ms) => {
      await sign()
      await sweepTokens()
      expect(await partitions()).toHaveLength(1)
      await sessionsAgedBy(ms)
      const { viewer } = await sign('user2@contoso.example')
      expect(await sweepTokens()).toBe(1)
      expect(await partitions()).toEqual([viewer.personId])
      expect(await sweepTokens()).toBe(0)
    })

    it('but not while a run is followed (TOK-8)', async () => {
      const { runId, viewer } = await running()
      await sessionsAgedBy(2 * HOUR_MS + 1_000)
      expect(await sweepTokens()).toBe(0)
      await portal.databricks().advanceClock(LONG_MS)
      expect(
        await until(
          () => state(runId),
          (now) => now === 'done',
        ),
      ).toBe('done')
      expect(await partitions()).toEqual([])
      expect(viewer.personId).toBeTruthy()
    })
  })

  it('go with the person, whoever removes them (TOK-8)', async () => {
    const { viewer } = await sign()
    await db().deleteFrom('sessions').where('person_id', '=', viewer.personId).execute()
    await db().deleteFrom('people').where('id', '=', viewer.personId).execute()
    expect(await partitions()).toEqual([])
  })

  it('are deleted by the later of two that end the last session and the last run at once (TOK-8)', async () => {
    const { key, viewer, runId } = await running()
    await portal.stopLoops()
    // Neither looks before both have written; the embedded store has one at a time anyway.
    const bothHaveWritten = meeting(portal.store().kind === 'postgres' ? 2 : 1)
    const at = new Date()
    const endSession = inTransaction(async (trx) => {
      await revokeSession(trx, hashOfSessionKey(key), at)
      await bothHaveWritten()
      return forgetNeedlessTokens(trx, viewer.personId)
    })
    const endRun = inTransaction(async (trx) => {
      await updateFollowedRun(trx, runId, { move: 'end', status: 'Succeeded', endedAt: at })
      await bothHaveWritten()
      return forgetNeedlessTokens(trx, viewer.personId)
    })
    expect((await Promise.all([endSession, endRun])).toSorted()).toEqual([false, true])
    expect(await partitions()).toEqual([])
  })
})

/** A place where everybody waits until so many have come. */
function meeting(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let come = 0
  return () => {
    come += 1
    if (come >= size) resolve()
    return promise
  }
}
