import { createHmac, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EntraApplication } from '@/lib/entra/application'
import { sameText, validateIdToken } from '@/lib/entra/id-token'
import { signJwt } from '../../../emulators/entra/jwt.ts'

const TENANT = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const CLIENT = 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34'
const NONCE = 'nonce-1'
const NOW = Date.UTC(2026, 10, 22, 12)
const NOW_S = NOW / 1000

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

/** What the tenant publishes, and how often it was asked. */
let published: (JsonWebKey & { kid: string })[] = []
let asked = 0
let broken = false
let server: Server
let application: EntraApplication

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1
    response.end(broken ? '<html>no keys today</html>' : JSON.stringify({ keys: published }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  application = {
    authorityHost: `http://127.0.0.1:${port}`,
    tenantId: TENANT,
    clientId: CLIENT,
    credential: { kind: 'secret', secret: 'not used here' },
  }
})
beforeEach(() => {
  const keySets = globalThis as { entraKeySets?: unknown }
  delete keySets.entraKeySets
  published = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }]
  asked = 0
  broken = false
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const claims = () => ({
  iss: `${application.authorityHost}/${TENANT}/v2.0`,
  aud: CLIENT,
  tid: TENANT,
  oid: '00000000-0000-4000-8000-000000000001',
  ver: '2.0',
  nonce: NONCE,
  iat: NOW_S,
  nbf: NOW_S,
  exp: NOW_S + 3_600,
  name: 'Demo User',
  preferred_username: 'user@contoso.example',
  roles: ['Portal.User'],
})
const signed = (change: object = {}, header: object = {}, pem = key) =>
  signJwt({ typ: 'JWT', kid: 'k1', ...header }, { ...claims(), ...change }, pem)
const validate = (token: string, now = NOW, nonce = NONCE) => validateIdToken(application, token, nonce, now)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('an id token', () => {
  it('is read when all of it is right', async () => {
    expect(await validate(signed({ sid: 'session-1', login_hint: 'hint' }))).toEqual({
      oid: '00000000-0000-4000-8000-000000000001',
      tid: TENANT,
      name: 'Demo User',
      preferredUsername: 'user@contoso.example',
      roles: ['Portal.User'],
      groups: { claim: 'absent', ids: [] },
      sid: 'session-1',
      loginHint: 'hint',
    })
  })

  it('may be two minutes off the clock, either way', async () => {
    await validate(signed({ exp: NOW_S - 119 }))
    await validate(signed({ nbf: NOW_S + 119 }))
  })

  it.each<[string, () => string, string]>([
    ['another issuer', () => signed({ iss: `https://sts.windows.net/${TENANT}/` }), 'issuer'],
    ['the issuer of another tenant', () => signed({ iss: claims().iss.replace(TENANT, CLIENT) }), 'issuer'],
    ['an issuer with more behind it', () => signed({ iss: `${claims().iss}/` }), 'issuer'],
    ['another audience', () => signed({ aud: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d' }), 'audience'],
    ['a list of audiences', () => signed({ aud: [CLIENT, 'x'] }), 'audience'],
    ['another tenant', () => signed({ tid: CLIENT }), 'tenant'],
    ['no tenant', () => signed({ tid: undefined }), 'tenant'],
    ['the older version', () => signed({ ver: '1.0' }), 'version'],
    ['another nonce', () => signed({ nonce: 'nonce-2' }), 'nonce'],
    ['no nonce', () => signed({ nonce: undefined }), 'nonce'],
    ['a nonce that is a list', () => signed({ nonce: [NONCE] }), 'nonce'],
    ['an end in the past', () => signed({ exp: NOW_S - 121 }), 'expired'],
    ['no end', () => signed({ exp: undefined }), 'expired'],
    ['an end in words', () => signed({ exp: '9999999999' }), 'expired'],
    ['a beginning in the future', () => signed({ nbf: NOW_S + 121 }), 'not valid yet'],
    ['no beginning', () => signed({ nbf: undefined }), 'not valid yet'],
    ['no object id', () => signed({ oid: undefined }), 'no object id'],
    ['an empty object id', () => signed({ oid: '' }), 'no object id'],
    ['a stranger’s signature', () => signed({}, {}, stranger), 'signature'],
    ['a changed body', () => changedBody(signed()), 'signature'],
    ['no signature', () => signed().replace(/[^.]*$/, ''), 'signature'],
    [
      'alg none',
      () => `${encode({ alg: 'none', kid: 'k1' })}.${encode(claims())}.`,
      'signed with none and not RS256',
    ],
    ['HS256 with the public key as secret', hmacToken, 'signed with HS256 and not RS256'],
    ['no algorithm', () => `${encode({ kid: 'k1' })}.${encode(claims())}.x`, 'signed with undefined and not RS256'],
    [
      'a key of its own in the head',
      () => signed({}, { jwk: publicKey.export({ format: 'jwk' }), kid: 'k9' }),
      'unknown signing key',
    ],
    ['an inherited name for a key', () => signed({}, { kid: 'constructor' }), 'unknown signing key'],
    ['no key', () => signed({}, { kid: undefined }), 'unknown signing key'],
    ['no JWT', () => 'nonsense', 'form'],
    ['nothing', () => '', 'form'],
    [
      'parts that are no objects',
      () => `${encode({ alg: 'RS256', kid: 'k1' })}.${Buffer.from('null').toString('base64url')}.x`,
      'form',
    ],
  ])('API-1: with %s is refused', async (_what, token, reason) => {
    await expect(validate(token())).rejects.toMatchObject({ code: 'entra_refused', facts: { reason } })
  })

  it('AUTH-1: is refused where no nonce was kept', async () => {
    await expect(validate(signed({ nonce: '' }), NOW, '')).rejects.toMatchObject({ facts: { reason: 'nonce' } })
  })
})

describe('API-5: the tenant’s keys', () => {
  it('are fetched once for many tokens', async () => {
    await Promise.all(Array.from({ length: 20 }, () => validate(signed())))
    await validate(signed(), NOW + 30 * 60_000)
    expect(asked).toBe(1)
  })

  it('are fetched anew for an unknown one, at most once a minute', async () => {
    await validate(signed())
    for (let count = 0; count < 100; count += 1) {
      await expect(validate(signed({}, { kid: `forged ${count}` }), NOW + 59_999)).rejects.toMatchObject({
        facts: { reason: 'unknown signing key' },
      })
    }
    expect(asked).toBe(1)
    await expect(validate(signed({}, { kid: 'forged' }), NOW + 60_000)).rejects.toThrow()
    expect(asked).toBe(2)
  })

  it('roll over without an error', async () => {
    await validate(signed())
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 })
    published.push({ ...next.publicKey.export({ format: 'jwk' }), kid: 'k2' })
    const pem = next.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await validate(signed({}, { kid: 'k2' }, pem), NOW + 60_000)
    await validate(signed(), NOW + 60_000)
    expect(asked).toBe(2)
  })

  it('that cannot be had are no refusal of the person; those that are known go on being used', async () => {
    broken = true
    await expect(validate(signed())).rejects.toMatchObject({ code: 'entra_unavailable' })
    broken = false
    await validate(signed())
    broken = true
    await validate(signed(), NOW + 60_000)
  })
})

it.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', '', false],
  ['ä', 'a', false],
])('%j and %j are the same: %s', (left, right, same) => {
  expect(sameText(left, right)).toBe(same)
})

function changedBody(token: string): string {
  const [head = '', , signature = ''] = token.split('.')
  return `${head}.${encode({ ...claims(), roles: ['Portal.Admin'] })}.${signature}`
}

function hmacToken(): string {
  const text = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(claims())}`
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`
}
