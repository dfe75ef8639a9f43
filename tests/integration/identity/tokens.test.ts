import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { portalClient } from '@/lib/identity/server/token-client'
import { openCache } from '@/lib/identity/server/token-vault'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { everyRow } from '../http/every-row'
import { type Signed, signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const TOKEN_PATH = '/8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60/oauth2/v2.0/token'

describePortal('a person’s tokens', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const ownerOf = ({ personId, tenantId, objectId, userName }: Viewer) => ({
    personId,
    tenantId,
    objectId,
    userName,
    homeAccountId: `${objectId}.${tenantId}`,
  })
  const sign = async (upn = USER) => {
    const signed = await signedIn(portal.entra().url, upn)
    const viewer = await viewerOfSessionKey(signed.sessionKey)
    if (!viewer) throw new Error('Nobody is signed in')
    return { signed, viewer, owner: ownerOf(viewer) }
  }
  const askFor = (owner: ReturnType<typeof ownerOf>) => ({
    owner,
    client: portalClient(owner.homeAccountId, RESOURCE),
  })
  const tokenRequests = async () =>
    (await portal.entra().requests()).filter(({ method, path }) => method === 'POST' && path === TOKEN_PATH).length
  const partitions = () => db().selectFrom('token_partitions').selectAll().execute()

  it('TOK-1, AUTH-10: stand in no table as they are, nor do codes, verifiers and session keys', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 299 }) // so that each use renews
    const { signed, viewer, owner } = await sign()
    const renewed = await delegatedToken(askFor(owner))
    await portal.press(viewer, 'ping-lakehouse')
    await until(
      async () => (await db().selectFrom('sign_ins').select('kind').execute()).map(({ kind }) => kind),
      (kinds) => kinds.includes('refresh') && kinds.includes('sign-in'),
    )
    const { text } = await openCache(db(), owner)
    const secrets = [...secretsIn(text), ...secretsOf(signed), renewed.token]
    expect(secrets.length).toBeGreaterThanOrEqual(7)
    for (const [table, rows] of await everyRow(portal.store())) {
      for (const secret of secrets) expect(rows.includes(secret), `a secret in ${table}`).toBe(false)
      expect(rows, table).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/)
    }
  })

  describe('AUTH-10: in the sign-in log', () => {
    it('a renewal is a row with its number, its person and no token', async () => {
      await portal.entra().setMode({ accessTokenSeconds: 299 })
      const { owner } = await sign()
      await delegatedToken(askFor(owner))
      const rows = await until(
        () => db().selectFrom('sign_ins').selectAll().where('person_id', '=', owner.personId).execute(),
        (all) => all.some(({ kind }) => kind === 'refresh'),
      )
      expect(rows.filter(({ kind }) => kind === 'refresh')).toMatchObject([
        { grant_type: 'refresh_token', error_code: '0', is_interactive: false, user_principal_name: USER },
      ])
    })
  })

  describe('TOK-7: when Entra ID says no for good', () => {
    it('are deleted, and asked for no more', async () => {
      await portal.entra().setMode({ accessTokenSeconds: 299 })
      const { owner } = await sign()
      await portal.entra().revoke(USER)
      await expect(delegatedToken(askFor(owner))).rejects.toMatchObject({
        code: 'connection_expired',
      })
      expect(await partitions()).toEqual([])
      const asked = await tokenRequests()
      await expect(delegatedToken(askFor(owner))).rejects.toMatchObject({
        code: 'connection_expired',
      })
      expect(await tokenRequests()).toBe(asked)
    })

    it('come back with the next sign-in', async () => {
      await portal.entra().setMode({ accessTokenSeconds: 299 })
      const { owner } = await sign()
      await portal.entra().revoke(USER)
      await delegatedToken(askFor(owner)).catch(() => undefined)
      await portal.entra().setMode({ accessTokenSeconds: null })
      await sign()
      expect((await delegatedToken(askFor(owner))).token).toBeTruthy()
    })
  })

  it('TOK-7: stay when Entra ID fails for the moment', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 299 })
    const { owner } = await sign()
    const body = { error: 'temporarily_unavailable' }
    await portal.entra().addFault({ match: `POST ${TOKEN_PATH}`, status: 503, body, times: 2 })
    await expect(delegatedToken(askFor(owner))).rejects.toMatchObject({ code: 'entra_unavailable' })
    expect(await partitions()).toHaveLength(1)
    expect((await delegatedToken(askFor(owner))).token).toBeTruthy()
  })

  describe('TOK-2: kept in another place than their own', () => {
    it.each<[string, string, string]>([
      ['rolled back', 'update token_partitions set version = version + 1', 'not_authentic'],
      ['cut', 'update token_partitions set sealed = left(sealed, length(sealed) - 8)', 'not_authentic'],
      [
        'changed',
        `update token_partitions set sealed = overlay(sealed placing 'AAAA' from length(sealed) / 2)`,
        'not_authentic',
      ],
      ['emptied', `update token_partitions set sealed = ''`, 'malformed'],
    ])('%s, are not read: it is on record, and the person signs in again', async (_how, statement, reason) => {
      const { owner } = await sign()
      await sql.raw(statement).execute(db())
      await expect(delegatedToken(askFor(owner))).rejects.toMatchObject({
        code: 'connection_expired',
      })
      const records = await db()
        .selectFrom('audit')
        .selectAll()
        .where('action', '=', 'tokens.open')
        .orderBy('position')
        .execute()
      expect(records.at(-1)).toMatchObject({ actor_id: owner.personId, outcome: 'refused', reason })
      await sign()
      expect((await delegatedToken(askFor(owner))).token).toBeTruthy()
    })

    it('TOK-5: those of one person are not read as another’s', async () => {
      const { owner: one } = await sign()
      const { owner: two } = await sign('user2@contoso.example')
      const rows = await partitions()
      const sealedOf = (personId: string) => rows.find(({ person_id }) => person_id === personId)?.sealed ?? ''
      for (const [owner, other] of [
        [one, two],
        [two, one],
      ] as const) {
        await db()
          .updateTable('token_partitions')
          .set({ sealed: sealedOf(other.personId) })
          .where('person_id', '=', owner.personId)
          .execute()
      }
      for (const owner of [one, two]) {
        await expect(openCache(db(), owner)).rejects.toMatchObject({ code: 'connection_expired' })
      }
    })
  })
})

function secretsOf({ code, codeVerifier, idToken, sessionKey }: Signed): string[] {
  return [code, codeVerifier, idToken, sessionKey]
}

/** Access, refresh and id tokens as MSAL keeps them. */
function secretsIn(cache: string): string[] {
  const parts = JSON.parse(cache) as Record<string, Record<string, { secret?: string }>>
  return Object.values(parts).flatMap((part) => Object.values(part).flatMap(({ secret }) => (secret ? [secret] : [])))
}
