import { describe, expect, it } from 'vitest'
import { hashOfSessionKey } from '@/lib/identity/server/session-key'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'

describePortal('signing in', [], (portal) => {
  const sign = (upn: string) => signedIn(portal.entra().url, upn)
  const db = () => portal.store().kysely
  const signIns = () => db().selectFrom('sign_ins').selectAll().orderBy('created_at').orderBy('kind').execute()
  const rowsWith = (correlationId: string, count: number) =>
    until(
      async () => (await signIns()).filter((row) => row.correlation_id === correlationId),
      (rows) => rows.length >= count,
    )

  describe('of a person with a role', () => {
    it('keeps person, tokens and session, and the session is that person', async () => {
      const { sessionKey, claims } = await sign(USER)
      const viewer = await viewerOfSessionKey(sessionKey)
      expect(viewer).toEqual({
        personId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tenantId: claims.tid,
        objectId: '00000000-0000-4000-8000-000000000001',
        userName: USER,
        displayName: 'Demo User',
        roles: ['Portal.User'],
        groups: ['00000000-0000-4000-a000-000000000001'],
        session: expect.stringMatching(/^[\w-]{16}$/),
      })
      expect(await db().selectFrom('token_partitions').select('person_id').execute()).toEqual([
        { person_id: viewer?.personId },
      ])
    })

    it('SES-1: keeps no session key, only its hash', async () => {
      const { sessionKey } = await sign(USER)
      const rows = await db().selectFrom('sessions').selectAll().execute()
      expect(rows).toMatchObject([{ key_hash: hashOfSessionKey(sessionKey) }])
      expect(JSON.stringify(rows)).not.toContain(sessionKey)
    })

    it('AUTH-4: is one person by tenant and object id, whatever they are called', async () => {
      const before = await viewerOfSessionKey((await sign(USER)).sessionKey)
      await portal.entra().patchUser(USER, { upn: 'renamed@contoso.example', displayName: 'Renamed' })
      const after = await viewerOfSessionKey((await sign('renamed@contoso.example')).sessionKey)
      expect(after).toMatchObject({ personId: before?.personId, userName: 'renamed@contoso.example' })
      expect(await db().selectFrom('token_partitions').selectAll().execute()).toHaveLength(1)
    })

    it('AUTH-4: two people with one address stay two', async () => {
      const one = await viewerOfSessionKey((await sign(USER)).sessionKey)
      await portal.entra().patchUser(USER, { upn: 'moved@contoso.example' })
      await portal.entra().patchUser('user2@contoso.example', { upn: USER })
      const two = await viewerOfSessionKey((await sign(USER)).sessionKey)
      expect(two?.personId).not.toBe(one?.personId)
      expect(two?.objectId).toBe('00000000-0000-4000-8000-000000000002')
      expect(await db().selectFrom('token_partitions').selectAll().execute()).toHaveLength(2)
    })

    it('AUD-1: is in the audit log, with the roles that were seen', async () => {
      const viewer = await viewerOfSessionKey((await sign('admin@contoso.example')).sessionKey)
      const rows = await db()
        .selectFrom('audit')
        .selectAll()
        .where('actor_id', '=', viewer?.personId ?? '')
        .execute()
      expect(rows).toMatchObject([
        {
          action: 'session.start',
          actor_name: 'admin@contoso.example',
          outcome: 'done',
          after: { roles: ['Portal.Admin'] },
        },
      ])
    })

    it('AUTH-10: is in the sign-in log as the code that was redeemed and the sign-in that came of it', async () => {
      const { correlationId } = await sign(USER)
      const rows = await rowsWith(correlationId, 2)
      expect(rows.toSorted((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
        {
          kind: 'code',
          grant_type: 'authorization_code',
          scopes: expect.stringContaining('/user_impersonation'),
          client_credential_type: 'secret',
          error_code: '0',
          is_interactive: true,
          duration_ms: expect.any(Number),
          ip_address: '192.0.2.7',
        },
        {
          kind: 'sign-in',
          error_code: '0',
          user_principal_name: USER,
          user_id: '00000000-0000-4000-8000-000000000001',
          ip_address: '192.0.2.7',
        },
      ])
    })
  })

  describe('that must not come about', () => {
    it('AUTHZ-1: of an account without a role leaves nothing but a row in the log', async () => {
      await expect(sign('norole@contoso.example')).rejects.toMatchObject({
        code: 'not_permitted',
        facts: { reason: 'no_role' },
      })
      for (const table of ['people', 'sessions', 'token_partitions'] as const) {
        expect(await db().selectFrom(table).selectAll().execute()).toEqual([])
      }
      const rows = await until(signIns, (all) => all.some(({ error_code }) => error_code === 'no_role'))
      expect(rows.find(({ error_code }) => error_code === 'no_role')).toMatchObject({
        kind: 'sign-in',
        user_principal_name: 'norole@contoso.example',
      })
    })

    it('AUTHZ-1: a role that was taken away is gone at the next sign-in, and so is every way in', async () => {
      const first = await sign(USER)
      const person = await viewerOfSessionKey(first.sessionKey)
      await portal.entra().patchUser(USER, { roles: [] })
      await expect(sign(USER)).rejects.toMatchObject({ facts: { reason: 'no_role' } })
      expect(await viewerOfSessionKey(first.sessionKey)).toBeUndefined()
      expect(await db().selectFrom('token_partitions').selectAll().execute()).toEqual([])
      await portal.entra().patchUser(USER, { roles: ['Portal.Maker'] })
      const promoted = await viewerOfSessionKey((await sign(USER)).sessionKey)
      expect(promoted?.roles).toEqual(['Portal.Maker'])
      expect(promoted?.personId).toBe(person?.personId)
    })

    it('AUTH-1: with another nonce leaves nothing', async () => {
      await expect(signedIn(portal.entra().url, USER, { nonce: 'other' })).rejects.toMatchObject({
        name: 'PortalError',
      })
      expect(await db().selectFrom('sessions').selectAll().execute()).toEqual([])
      expect(await db().selectFrom('token_partitions').selectAll().execute()).toEqual([])
    })
  })
})
