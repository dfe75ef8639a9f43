import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { groupsAtEntra } from '@/lib/identity/server/groups-at-entra'
import { readRolesAgain } from '@/lib/identity/server/read-roles'
import { portalClient } from '@/lib/identity/server/token-client'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { describePortal } from '@/tests/support/in-process-portal'
import { GROUPS, PORTAL_CLIENT_ID } from '../../../emulators/entra/seed.ts'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const MINUTE_MS = 60_000
const [FINANCE, OPERATIONS] = [GROUPS[0].id, GROUPS[1].id]
const overMany = Array.from({ length: 201 }, () => randomUUID())

describePortal('what Entra says of a person’s groups', [], (portal) => {
  const db = () => portal.store().kysely
  const sign = async () => (await signedIn(portal.entra().url, USER)).sessionKey
  const viewerOf = async (key: string): Promise<Viewer> => {
    const viewer = await viewerOfSessionKey(key)
    if (!viewer) throw new Error('Nobody is signed in')
    return viewer
  }
  const groupsOf = async (key: string) => (await viewerOf(key)).groups
  const patch = (groups: readonly string[]) => portal.entra().patchUser(USER, { groups })
  const claims = (groupMembershipClaims: string, more: object = {}) =>
    portal.entra().changeApp(PORTAL_CLIENT_ID, { groupMembershipClaims, ...more })
  const renewToken = async (viewer: Viewer) => {
    const homeAccountId = `${viewer.objectId}.${viewer.tenantId}`
    const ask = { owner: { ...viewer, homeAccountId }, client: portalClient(homeAccountId, RESOURCE) }
    return delegatedToken({ ...ask, refused: (await delegatedToken(ask)).token })
  }
  const age = async (ms: number) => {
    const readAt = new Date(Date.now() - ms)
    await db().updateTable('people').set({ roles_read_at: readAt }).execute()
    await db().updateTable('sessions').set({ created_at: readAt }).execute()
  }

  const CHANGES: readonly [string, () => Promise<void>, readonly string[]][] = [
    ['another group', () => patch([OPERATIONS]), [OPERATIONS]],
    ['a second group', () => patch([FINANCE, OPERATIONS]), [FINANCE, OPERATIONS]],
    ['no group any more', () => patch([]), []],
    ['more groups than a token holds', () => patch([FINANCE, ...overMany]), []],
    ['a registration that does not tell groups any more', () => claims('None'), []],
    [
      'a registration that tells those of another group',
      () => claims('ApplicationGroup', { assignedGroups: [OPERATIONS] }),
      [],
    ],
  ]

  describe.each(CHANGES)('%s', (_what, change, groups) => {
    it('acts in all sessions of the person with the next renewal of a token (AUTHZ-1)', async () => {
      const [one, two] = [await sign(), await sign()]
      expect(await groupsOf(one)).toEqual([FINANCE])
      await change()
      await renewToken(await viewerOf(one))
      expect([await groupsOf(one), await groupsOf(two)]).toEqual([groups, groups])
    })

    it('acts within the hour for who only looks, and with the next sign-in (AUTHZ-1)', async () => {
      const key = await sign()
      await change()
      await age(59 * MINUTE_MS)
      expect(await groupsOf(key)).toEqual([FINANCE])
      await readRolesAgain()
      expect(await groupsOf(key)).toEqual(groups)
      expect(await groupsOf(await sign())).toEqual(groups)
    })
  })

  it('is in the audit log when it changes, and only then (AUTHZ-1)', async () => {
    const viewer = await viewerOf(await sign())
    await renewToken(viewer)
    await patch([OPERATIONS])
    await renewToken(viewer)
    await patch([FINANCE, ...overMany])
    await sign()
    const rows = await db()
      .selectFrom('audit')
      .select(['before', 'after', 'details'])
      .where('action', '=', 'groups.change')
      .where('target', '=', `person:${viewer.personId}`)
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      {
        before: { claim: 'listed', groups: 1 },
        after: { claim: 'listed', groups: 1 },
        details: { joined: [OPERATIONS], left: [FINANCE] },
      },
      {
        before: { claim: 'listed', groups: 1 },
        after: { claim: 'too_many', groups: 0 },
        details: { joined: [], left: [OPERATIONS] },
      },
    ])
  })

  it('makes the pages that share say what the registration lacks, until Entra tells', async () => {
    await claims('None')
    const viewer = await viewerOf(await sign())
    expect(await groupsAtEntra(viewer)).toBe('absent')
    await claims('SecurityGroup')
    await renewToken(viewer)
    expect(await groupsAtEntra(viewer)).toBeUndefined()
    await patch(overMany)
    await renewToken(viewer)
    expect(await groupsAtEntra(viewer)).toBe('too_many')
  })
})
