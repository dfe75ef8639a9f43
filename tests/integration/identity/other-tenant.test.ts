import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { signIn } from '@/lib/identity/server/sign-in'
import { describePortal } from '@/tests/support/in-process-portal'
import { signJwt } from '../../../emulators/entra/jwt'

const OURS = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const THEIRS = '3f1c8e52-77aa-4b0d-9d3e-5b2f6c1a9e04'
const CLIENT = 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34'
const OID = '00000000-0000-4000-8000-000000000001'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** What the next id token says beside what is always right. */
let change: Record<string, unknown> = {}
let authority: Server

/** An authority that vouches for people of other tenants: Entra's own would not, at an address of ours. */
async function answer(request: IncomingMessage): Promise<object> {
  if (request.url?.endsWith('/keys')) return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }
  await text(request)
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: `${addressOf(authority)}/${OURS}/v2.0`,
    aud: CLIENT,
    tid: OURS,
    oid: OID,
    ver: '2.0',
    nonce: 'nonce-1',
    roles: ['Portal.Admin'],
    preferred_username: 'somebody@fabrikam.example',
    ...{ iat: now, nbf: now, exp: now + 3_600 },
    ...change,
  }
  const client_info = Buffer.from(JSON.stringify({ uid: OID, utid: claims.tid })).toString('base64url')
  const scope = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/user_impersonation openid profile'
  const id_token = signJwt({ typ: 'JWT', kid: 'k1' }, claims, pem)
  return {
    token_type: 'Bearer',
    scope,
    expires_in: 3_600,
    access_token: 'at',
    refresh_token: 'rt',
    id_token,
    client_info,
  }
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describePortal('a sign-in', [], (portal) => {
  const attempt = () =>
    signIn({
      code: 'code',
      codeVerifier: 'v'.repeat(43),
      nonce: 'nonce-1',
      redirectUri: 'http://localhost:3000/api/auth/callback/azure-ad',
      correlationId: randomUUID(),
      request: { id: randomUUID(), address: '192.0.2.7', agent: 'A browser' },
    })
  const db = () => portal.store().kysely
  const refusals = async () =>
    (
      await db().selectFrom('audit').selectAll().where('action', '=', 'session.start').orderBy('position').execute()
    ).filter(({ outcome }) => outcome === 'refused')

  it.each<[string, Record<string, unknown>, string]>([
    ['of a person of another tenant', { tid: THEIRS }, 'tenant'],
    ['by the issuer of another tenant', { iss: `https://login.microsoftonline.com/${THEIRS}/v2.0` }, 'issuer'],
    ['of no tenant', { tid: undefined }, 'tenant'],
    ['of the tenant of all personal accounts', { tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, 'tenant'],
  ])('%s is refused and audited, and leaves nothing (AUTH-2)', async (_whose, claims, reason) => {
    change = claims
    const before = (await refusals()).length
    await expect(attempt()).rejects.toMatchObject({ code: 'entra_refused', facts: { reason } })
    for (const table of ['people', 'sessions', 'token_partitions'] as const) {
      expect(await db().selectFrom(table).selectAll().execute()).toEqual([])
    }
    expect((await refusals()).slice(before)).toMatchObject([{ reason, address: '192.0.2.7', actor_id: null }])
  })

  it('of our own tenant at the same authority comes about', async () => {
    change = {}
    expect((await attempt()).claims).toMatchObject({ tid: OURS, oid: OID })
  })
})

// After the portal's own settings, which name the emulator, and before they are read.
beforeAll(async () => {
  authority = createServer((request, response) => {
    void answer(request).then((body) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    })
  }).listen(0, '127.0.0.1')
  await once(authority, 'listening')
  process.env.AZURE_AUTHORITY_HOST = addressOf(authority)
  process.env.LAKEPORT_ALLOWED_HOSTS += `,${new URL(addressOf(authority)).host}`
})
beforeEach(() => Object.assign(globalThis, { lakeportRefusals: undefined }))
afterAll(() => {
  authority.closeAllConnections()
  authority.close()
})
