import { describe, expect, it } from 'vitest'
import type { Role } from '@/lib/identity/roles'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { readRolesAgain } from '@/lib/identity/server/read-roles'
import { hashOfSessionKey } from '@/lib/identity/server/session-key'
import { portalClient } from '@/lib/identity/server/token-client'
import { sessionOf, viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const MINUTE_MS = 60_000
const TOKEN = 'POST /8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60/oauth2/v2.0/token'

describePortal('what Entra says of a person’s roles', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const sign = async (upn = USER) => (await signedIn(portal.entra().url, upn)).sessionKey
  const rolesOf = async (key: string) => (await viewerOfSessionKey(key))?.roles
  const refreshes = async () =>
    (await portal.entra().requests()).filter(({ grantType }) => grantType === 'refresh_token').length
  const patch = (change: Record<string, unknown>) => portal.entra().patchUser(USER, change)

  /** As if the roles had been read so long ago, for every session. */
  const age = async (ms: number) => {
    const readAt = new Date(Date.now() - ms)
    await db().updateTable('people').set({ roles_read_at: readAt }).execute()
    await db().updateTable('sessions').set({ created_at: readAt }).execute()
  }
  const renewToken = async (viewer: Viewer) => {
    const homeAccountId = `${viewer.objectId}.${viewer.tenantId}`
    const ask = { owner: { ...viewer, homeAccountId }, client: portalClient(homeAccountId, RESOURCE) }
    const refused = (await delegatedToken(ask)).token
    return delegatedToken({ ...ask, refused })
  }
  const viewerOf = async (key: string) => {
    const viewer = await viewerOfSessionKey(key)
    if (!viewer) throw new Error('Nobody is signed in')
    return viewer
  }
  const audited = (action: string, { personId }: Viewer) =>
    db()
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', action)
      .where('target', '=', `person:${personId}`)
      .orderBy('id')
      .execute()

  const CHANGES: readonly [string, Record<string, unknown>, readonly Role[] | undefined][] = [
    ['a promotion', { roles: ['Portal.Admin'] }, ['Portal.Admin']],
    ['another role beside it', { roles: ['Portal.User', 'Portal.Maker'] }, ['Portal.User', 'Portal.Maker']],
    ['no change', { roles: ['Portal.User'] }, ['Portal.User']],
    ['no role any more', { roles: [] }, undefined],
    ['a role of another application', { roles: ['Other.Role'] }, undefined],
    ['an account that was switched off', { disabled: true }, undefined],
  ]

  describe.each(CHANGES)('%s', (_what, change, roles) => {
    it('acts in all sessions of the person with the next renewal of a token (AUTHZ-1)', async () => {
      const [one, two] = [await sign(), await sign()]
      const other = await sign('maker@contoso.example')
      await patch(change)
      const renewal = renewToken(await viewerOf(one))
      if (roles) await renewal
      else await expect(renewal).rejects.toThrow()
      expect([await rolesOf(one), await rolesOf(two)]).toEqual([roles, roles])
      expect(await rolesOf(other)).toEqual(['Portal.Maker'])
      const left = await db().selectFrom('token_partitions').select('person_id').execute()
      expect(left).toHaveLength(roles ? 2 : 1)
    })

    it('acts within the hour for who only looks (AUTHZ-1)', async () => {
      const key = await sign()
      await patch(change)
      await age(59 * MINUTE_MS)
      expect(await rolesOf(key)).toEqual(['Portal.User'])
      expect(await refreshes()).toBe(0)
      await age(60 * MINUTE_MS + 1)
      expect(await rolesOf(key)).toEqual(roles)
      expect(await refreshes()).toBe(1)
      await rolesOf(key)
      expect(await refreshes()).toBe(1)
    })

    it('is learnt by itself after half an hour, without anybody doing anything (AUTHZ-1)', async () => {
      const key = await sign()
      await patch(change)
      await age(29 * MINUTE_MS)
      await readRolesAgain()
      expect(await refreshes()).toBe(0)
      await age(31 * MINUTE_MS)
      await readRolesAgain()
      await readRolesAgain()
      expect(await refreshes()).toBe(1)
      expect(await rolesOf(key)).toEqual(roles)
    })
  })

  it('is in the audit log when it changes, and only then (AUTHZ-1)', async () => {
    const viewer = await viewerOf(await sign())
    await renewToken(viewer)
    expect(await audited('roles.change', viewer)).toHaveLength(0)
    await patch({ roles: ['Portal.Maker'] })
    await renewToken(viewer)
    await patch({ roles: [] })
    await expect(renewToken(viewer)).rejects.toMatchObject({ code: 'not_permitted', facts: { reason: 'no_role' } })
    expect(await audited('roles.change', viewer)).toMatchObject([
      { before: { roles: ['Portal.User'] }, after: { roles: ['Portal.Maker'] } },
      { before: { roles: ['Portal.Maker'] }, after: { roles: [] } },
    ])
  })

  it('of an account that was switched off is in the audit log as the end of its sessions (AUTHZ-1)', async () => {
    const viewer = await viewerOf(await sign())
    await patch({ disabled: true })
    await expect(renewToken(viewer)).rejects.toMatchObject({ code: 'access_ended' })
    expect(await audited('session.revoke', viewer)).toMatchObject([
      { reason: 'AADSTS50057', correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ])
  })

  it('keeps a press that was not sent yet from being sent, once there is none (AUTHZ-8)', async () => {
    await portal.stopLoops()
    const key = await sign()
    const viewer = await viewerOf(key)
    await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', status: 429, times: 0 })
    const runId = await portal.press(viewer, 'ping-lakehouse')
    await portal.databricks().clearFaults()
    await patch({ roles: [] })
    await expect(renewToken(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
    await db().updateTable('workspace_budgets').set({ hold_until: null }).execute()
    await db()
      .updateTable('runs')
      .set({ due_at: new Date(0) })
      .execute()
    await portal.startLoops()
    const { run } = await portal.untilRun(viewer, runId, (view) => view.run.endedAt !== undefined)
    expect(run).toMatchObject({ state: 'refused', error: { code: 'not_permitted' } })
    expect(await portal.databricks().runs()).toEqual([])
  })

  describe('cannot be read', () => {
    it('for half an hour: whoever is signed in works on (AUTHZ-1)', async () => {
      const key = await sign()
      await age(31 * MINUTE_MS)
      await portal.entra().addFault({ match: TOKEN, status: 503, times: 0 })
      await readRolesAgain()
      await age(59 * MINUTE_MS)
      expect(await rolesOf(key)).toEqual(['Portal.User'])
    })

    it('for longer than an hour: nobody’s are believed, until Entra answers again (AUTHZ-1)', async () => {
      const key = await sign()
      await age(61 * MINUTE_MS)
      await portal.entra().addFault({ match: TOKEN, status: 503, times: 0 })
      await expect(viewerOfSessionKey(key)).rejects.toMatchObject({ code: 'rights_unchecked' })
      await portal.entra().clearFaults()
      expect(await rolesOf(key)).toEqual(['Portal.User'])
    })

    it('because no tokens are left: the session ends with the hour (AUTHZ-1)', async () => {
      const key = await sign()
      await portal.entra().revoke(USER)
      await expect(renewToken(await viewerOf(key))).rejects.toMatchObject({ code: 'connection_expired' })
      await age(59 * MINUTE_MS)
      expect(await rolesOf(key)).toEqual(['Portal.User'])
      await age(61 * MINUTE_MS)
      expect(await rolesOf(key)).toBeUndefined()
    })
  })

  describe('SES-3: a change makes another session key due', () => {
    const keyDue = async (key: string) => {
      const row = await db()
        .selectFrom('sessions')
        .select('key_due')
        .where('key_hash', '=', hashOfSessionKey(key))
        .executeTakeFirstOrThrow()
      return row.key_due
    }

    it('for every session that there is, and not for the next one', async () => {
      const [one, two] = [await sign(), await sign()]
      expect([await keyDue(one), await keyDue(two)]).toEqual([false, false])
      await patch({ roles: ['Portal.Maker'] })
      const three = await sign()
      expect([await keyDue(one), await keyDue(two), await keyDue(three)]).toEqual([true, true, false])
    })

    it('and none is due without a session', async () => {
      expect(await sessionOf({})).toBeUndefined()
    })
  })
})
