import { createPublicKey, type JsonWebKey, verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  CLI_CLIENT_ID,
  CONNECTOR_CLIENT_ID,
  CONNECTOR_CLIENT_SECRET,
  PORTAL_CLIENT_ID,
  PORTAL_CLIENT_SECRET,
  TENANT_ID,
} from '../../../emulators/entra/seed.ts'
import {
  claimsOf,
  DATABRICKS_SCOPE,
  PORTAL_SCOPE,
  REDIRECT_URI,
  requestToken,
  seededEntra,
  signIn,
  tokensOf,
} from './entra-support.ts'

const entra = seededEntra()
const USER = 'user@contoso.example'
const OID = '00000000-0000-4000-8000-000000000001'

async function redeem(change: Record<string, string> = {}) {
  const { code, verifier } = await signIn(entra.url(), USER)
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI }
  return { form, answer: await requestToken(entra.url(), { ...form, ...change }) }
}

const refresh = (refresh_token: string, change: Record<string, string> = {}) =>
  requestToken(entra.url(), { grant_type: 'refresh_token', refresh_token, scope: DATABRICKS_SCOPE, ...change })

describe('tokens', () => {
  it('for Databricks are in v1 format and live 60 to 90 minutes', async () => {
    const tokens = await tokensOf(entra.url(), USER)
    expect(tokens.scope).toBe(DATABRICKS_SCOPE)
    const claims = claimsOf(tokens.access_token)
    expect(claims).toMatchObject({
      aud: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      iss: `https://sts.windows.net/${TENANT_ID}/`,
      ver: '1.0',
      appid: PORTAL_CLIENT_ID,
      appidacr: '1',
      scp: 'user_impersonation',
      oid: OID,
      tid: TENANT_ID,
      upn: USER,
      unique_name: USER,
    })
    const life = Number(claims.exp) - Number(claims.iat)
    expect(life).toBe(tokens.expires_in)
    expect(life).toBeGreaterThanOrEqual(3600)
    expect(life).toBeLessThanOrEqual(5400)
    expect(claims).not.toHaveProperty('roles')
  })

  it('of identity are in v2 format, with nonce, roles and a pairwise subject', async () => {
    const { id_token } = await tokensOf(entra.url(), 'maker@contoso.example')
    const claims = claimsOf(id_token)
    expect(claims).toMatchObject({
      aud: PORTAL_CLIENT_ID,
      iss: `${entra.url()}/${TENANT_ID}/v2.0`,
      ver: '2.0',
      nonce: 'nonce-1',
      roles: ['Portal.Maker'],
      preferred_username: 'maker@contoso.example',
      name: 'Demo Maker',
      sid: expect.any(String),
      login_hint: expect.stringMatching(/^O\./),
    })
    expect(claims.sub).not.toBe(claims.oid)
  })

  it('carry no roles claim for a person without roles', async () => {
    const { id_token } = await tokensOf(entra.url(), 'norole@contoso.example')
    expect(claimsOf(id_token)).not.toHaveProperty('roles')
  })

  const groupsIn = async () => {
    const { groups, _claim_names } = claimsOf((await tokensOf(entra.url(), 'maker@contoso.example')).id_token)
    return { groups, _claim_names }
  }

  it('tell the groups of a person as the registration says, and of more than 200 only where to ask', async () => {
    const both = ['00000000-0000-4000-a000-000000000001', '00000000-0000-4000-a000-000000000002']
    expect(await groupsIn()).toEqual({ groups: both })
    const registration = (change: object) => entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, change)
    await registration({ groupMembershipClaims: 'ApplicationGroup', assignedGroups: [both[1]] })
    expect(await groupsIn()).toEqual({ groups: [both[1]] })
    await registration({ groupMembershipClaims: 'None' })
    expect(await groupsIn()).toEqual({})
    await registration({ groupMembershipClaims: 'SecurityGroup' })
    const many = (count: number) => Array.from({ length: count }, (_, number) => `group-${number}`)
    await entra.control('PATCH', '/users/maker@contoso.example', { groups: many(200) })
    expect((await groupsIn()).groups).toHaveLength(200)
    await entra.control('PATCH', '/users/maker@contoso.example', { groups: many(201) })
    expect(await groupsIn()).toEqual({ _claim_names: { groups: 'src1' } })
  })

  it('verify against the published keys, also after the key was changed', async () => {
    const first = await tokensOf(entra.url(), USER)
    await entra.control('POST', '/keys')
    const second = await tokensOf(entra.url(), USER)
    const { keys } = (await (await fetch(`${entra.url()}/${TENANT_ID}/discovery/v2.0/keys`)).json()) as {
      keys: (JsonWebKey & { kid: string; x5c: string[]; issuer: string })[]
    }
    expect(keys).toHaveLength(2)
    for (const token of [first.access_token, first.id_token, second.id_token]) {
      const [header = '', body = '', signature = ''] = token.split('.')
      const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
      const key = keys.find((candidate) => candidate.kid === kid)
      const publicKey = createPublicKey({ key: key ?? {}, format: 'jwk' })
      expect(verify('sha256', Buffer.from(`${header}.${body}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(
        true,
      )
      const certificate = new X509Certificate(Buffer.from(key?.x5c[0] ?? '', 'base64'))
      expect(certificate.publicKey.equals(publicKey)).toBe(true)
      expect(key?.issuer).toBe(`${entra.url()}/${TENANT_ID}/v2.0`)
    }
  })
})

describe('codes', () => {
  it('are good once', async () => {
    const { form, answer } = await redeem()
    expect(answer.status).toBe(200)
    expect((await requestToken(entra.url(), form)).body.error_codes).toEqual([54005])
  })

  it('are good for ten minutes', async () => {
    const { code, verifier } = await signIn(entra.url(), USER)
    await entra.control('POST', '/clock', { advanceMs: 10 * 60 * 1000 + 1 })
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI }
    expect((await requestToken(entra.url(), form)).body.error_codes).toEqual([70008])
  })

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 501481],
    ['another redirect URI', { redirect_uri: 'http://localhost:3000/' }, 50011],
    ['another code', { code: 'x' }, 70000],
    ['no verifier', { code_verifier: '' }, 900144],
    ['a scope without consent', { scope: 'https://graph.microsoft.com/User.Read' }, 65001],
    ['two resources', { scope: `${DATABRICKS_SCOPE} https://graph.microsoft.com/User.Read` }, 28002],
  ])('are refused with %s', async (_name, change, number) => {
    expect((await redeem(change)).answer.body.error_codes).toEqual([number])
  })
})

describe('refresh tokens', () => {
  it('answer a new one and stay good, as in Entra', async () => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    const first = await refresh(refresh_token)
    const second = await refresh(refresh_token)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body.refresh_token).not.toBe(refresh_token)
  })

  it('are good once in single-use mode', async () => {
    await entra.control('POST', '/mode', { refreshTokens: 'single-use' })
    const { refresh_token } = await tokensOf(entra.url(), USER)
    const { body } = await refresh(refresh_token)
    expect((await refresh(refresh_token)).body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
    expect((await refresh(body.refresh_token)).status).toBe(200)
  })

  it('belong to one client', async () => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    const connector = { client_id: CONNECTOR_CLIENT_ID, client_secret: CONNECTOR_CLIENT_SECRET }
    const other = await refresh(refresh_token, connector)
    expect(other.body.error_codes).toEqual([70000])
  })

  it.each([
    ['disabled', { disabled: true }, 50057, 'invalid_grant'],
    ['to give a second factor', { mfaRequired: true }, 50076, 'interaction_required'],
  ])('are refused when the person is %s', async (_name, change, number, error) => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    await entra.control('PATCH', `/users/${USER}`, change)
    expect((await refresh(refresh_token)).body).toMatchObject({ error, error_codes: [number] })
  })

  it('echo a .default request in both spellings', async () => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    const { body } = await refresh(refresh_token, {
      scope: DATABRICKS_SCOPE.replace('user_impersonation', '.default'),
    })
    expect(body.scope.split(' ').sort()).toEqual([
      DATABRICKS_SCOPE.replace('user_impersonation', '.default'),
      DATABRICKS_SCOPE,
    ])
  })

  it('show changed roles in the next id token', async () => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    await entra.control('PATCH', `/users/${USER}`, { roles: ['Portal.Admin'] })
    const { body } = await refresh(refresh_token, { scope: PORTAL_SCOPE })
    expect(claimsOf(body.id_token)).toMatchObject({ roles: ['Portal.Admin'] })
  })
})

describe('errors', () => {
  it('have the shape of Entra and echo the correlation id', async () => {
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    const form = { grant_type: 'refresh_token', refresh_token: 'x', scope: DATABRICKS_SCOPE }
    const { status, headers, body } = await requestToken(entra.url(), form, { 'client-request-id': id })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70000], correlation_id: id })
    expect(body.error_description).toMatch(
      /^AADSTS70000: .* Trace ID: \S+ Correlation ID: 3f2504e0\S+ Timestamp: \S+ \S+Z$/,
    )
    expect(headers.get('x-ms-request-id')).toBe(body.trace_id)
    expect(headers.get('client-request-id')).toBe(id)
  })

  it.each([
    ['no secret', { client_secret: '' }, 401, 7000218],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 7000215],
    ['an unknown client', { client_id: '11111111-1111-4111-8111-111111111111' }, 400, 700016],
    ['a secret of a public client', { client_id: CLI_CLIENT_ID }, 401, 700025],
    ['an unknown grant', { grant_type: 'password' }, 400, 70003],
    ['no scope', { scope: '' }, 400, 900144],
  ])('%s', async (_name, change, status, number) => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    const answer = await refresh(refresh_token, change)
    expect([answer.status, answer.body.error_codes]).toEqual([status, [number]])
  })

  it('a resource that the registration does not list', async () => {
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { permissions: [] })
    const form = { grant_type: 'client_credentials', scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default' }
    expect((await requestToken(entra.url(), form)).body.error_codes).toEqual([650057])
  })

  it('client credentials with a single scope', async () => {
    const form = { grant_type: 'client_credentials', scope: DATABRICKS_SCOPE }
    expect((await requestToken(entra.url(), form)).body.error_codes).toEqual([1002012])
  })
})

describe('the portal secret', () => {
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${PORTAL_CLIENT_ID}:${encodeURIComponent(secret)}`).toString('base64')}`,
  })
  const withBasic = (secret: string) =>
    fetch(`${entra.url()}/${TENANT_ID}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: basic(secret),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default',
      }),
    })

  it('may come in Basic, form-encoded', async () => {
    expect((await withBasic(PORTAL_CLIENT_SECRET)).status).toBe(200)
    expect((await withBasic('wrong')).status).toBe(401)
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { secrets: [{ value: 'a+b &c:d%', expired: false }] })
    expect((await withBasic('a+b &c:d%')).status).toBe(200)
  })

  it('may be one of two while it is being changed', async () => {
    const secrets = [{ value: 'old', expired: true }, { value: 'new' }]
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { secrets })
    expect((await withBasic('old')).status).toBe(401)
    expect((await withBasic('new')).status).toBe(200)
  })
})
