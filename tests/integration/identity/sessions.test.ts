import { describe, expect, it } from 'vitest'
import { hashOfSessionKey } from '@/lib/identity/server/session-key'
import { signOut, signOutBySid } from '@/lib/identity/server/sign-out'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const HOUR_MS = 3_600_000

describePortal('a session', SAMPLE_FLOWS, (portal) => {
  const sign = async (upn = USER) => (await signedIn(portal.entra().url, upn)).sessionKey
  const db = () => portal.store().kysely
  const isLive = async (key: string) => (await viewerOfSessionKey(key)) !== undefined
  const partitions = async () => (await db().selectFrom('token_partitions').selectAll().execute()).length

  /** As if so much time had gone by for this session. */
  const age = (key: string, change: { lastSeenAgoMs?: number; expiresInMs?: number }) =>
    db()
      .updateTable('sessions')
      .set({
        ...(change.lastSeenAgoMs !== undefined && { last_seen_at: new Date(Date.now() - change.lastSeenAgoMs) }),
        ...(change.expiresInMs !== undefined && { expires_at: new Date(Date.now() + change.expiresInMs) }),
      })
      .where('key_hash', '=', hashOfSessionKey(key))
      .execute()
  const lastSeen = async (key: string) => {
    const { last_seen_at } = await db()
      .selectFrom('sessions')
      .select('last_seen_at')
      .where('key_hash', '=', hashOfSessionKey(key))
      .executeTakeFirstOrThrow()
    return last_seen_at.getTime()
  }

  describe('SES-3', () => {
    it('ends when it was not used for two hours', async () => {
      const key = await sign()
      await age(key, { lastSeenAgoMs: 2 * HOUR_MS - 60_000 })
      expect(await isLive(key)).toBe(true)
      await age(key, { lastSeenAgoMs: 2 * HOUR_MS + 1 })
      expect(await isLive(key)).toBe(false)
    })

    it('goes on while it is used, and notes so at most once a minute', async () => {
      const key = await sign()
      await age(key, { lastSeenAgoMs: HOUR_MS })
      await viewerOfSessionKey(key)
      const seen = await lastSeen(key)
      expect(Date.now() - seen).toBeLessThan(60_000)
      await viewerOfSessionKey(key)
      expect(await lastSeen(key)).toBe(seen)
    })

    it('ends twelve hours after the sign-in, used or not', async () => {
      const key = await sign()
      const { expires_at, created_at } = await db().selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
      expect(expires_at.getTime() - created_at.getTime()).toBe(12 * HOUR_MS)
      await age(key, { expiresInMs: -1 })
      expect(await isLive(key)).toBe(false)
    })

    it('is one of ten at most: the eleventh ends the oldest, and nobody else’s', async () => {
      const other = await sign('user2@contoso.example')
      const keys: string[] = []
      for (let count = 0; count < 11; count += 1) keys.push(await sign())
      const live = await Promise.all(keys.map(isLive))
      expect(live).toEqual([false, ...Array.from({ length: 10 }, () => true)])
      expect(await isLive(other)).toBe(true)
    })
  })

  it.each(['', 'x', 'x'.repeat(43), "' or 1=1 --", '\0'])('SES-6: the key %j is nobody’s', async (key) => {
    await sign()
    expect(await isLive(key)).toBe(false)
  })

  it('AUTH-2: of another tenant is nobody', async () => {
    const key = await sign()
    await db().updateTable('people').set({ tenant_id: '9188040d-6c67-4c5b-b112-36a304b66dad' }).execute()
    expect(await isLive(key)).toBe(false)
  })

  it('AUTHZ-1: of a person without a role is nobody', async () => {
    const key = await sign()
    await db().updateTable('people').set({ roles: '[]' }).execute()
    expect(await isLive(key)).toBe(false)
  })

  describe('signing out', () => {
    it('SES-1: ends this session alone, and the tokens stay for the other', async () => {
      const [one, two] = [await sign(), await sign()]
      await signOut(one)
      expect([await isLive(one), await isLive(two)]).toEqual([false, true])
      expect(await partitions()).toBe(1)
    })

    it('TOK-8: of the last session takes the tokens along, and of nobody else', async () => {
      const [one, two] = [await sign(), await sign()]
      await sign('user2@contoso.example')
      await signOut(one)
      await signOut(two)
      expect(await partitions()).toBe(1)
    })

    it('TOK-8: leaves the tokens while a run is followed', async () => {
      const key = await sign()
      const viewer = await viewerOfSessionKey(key)
      if (!viewer) throw new Error('Nobody is signed in')
      const runId = await portal.press(viewer, 'ping-lakehouse')
      await signOut(key)
      expect(await isLive(key)).toBe(false)
      expect(await partitions()).toBe(1)

      await portal.databricks().advanceClock(600_000)
      await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
      await signOut(await sign())
      expect(await partitions()).toBe(0)
    })

    it('twice, or with a key that nobody has, does nothing more', async () => {
      const key = await sign()
      await signOut(key)
      await signOut(key)
      await signOut('nobody has this key')
      const rows = await db()
        .selectFrom('audit')
        .selectAll()
        .where('action', '=', 'session.end')
        .orderBy('position')
        .execute()
      expect(rows.filter(({ actor_id }) => actor_id === rows.at(-1)?.actor_id)).toHaveLength(1)
    })

    it('at Microsoft ends every session that began in that browser, with its tokens, and no other', async () => {
      const [one, other] = [await sign(), await sign('user2@contoso.example')]
      const { sid } = await db()
        .selectFrom('sessions')
        .select('sid')
        .where('key_hash', '=', hashOfSessionKey(one))
        .executeTakeFirstOrThrow()
      await signOutBySid('no such session')
      expect(await isLive(one)).toBe(true)
      await signOutBySid(sid ?? '')
      expect([await isLive(one), await isLive(other)]).toEqual([false, true])
      expect(await partitions()).toBe(1)
    })
  })
})
