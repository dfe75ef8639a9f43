import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  claimsOf,
  newKey,
  send,
  signToken,
  startIssuer,
  startWorkspace,
  TENANT,
  type TestWorkspace,
} from './databricks-support'

const ME = '/api/2.0/preview/scim/v2/Me'
const MINUTE_MS = 60_000

describe('a bearer token from Entra ID', () => {
  let issuer: Awaited<ReturnType<typeof startIssuer>>
  let workspace: TestWorkspace

  beforeAll(async () => {
    issuer = await startIssuer()
    workspace = await startWorkspace({ authorityHost: issuer.url })
  })
  beforeEach(() => workspace.control.reset())
  afterAll(async () => {
    await workspace.close()
    await issuer.close()
  })

  const me = (token: string) => workspace.call('GET', ME, undefined, token)

  it('is known by its person', async () => {
    const { status, body } = await me(issuer.token())
    expect(status).toBe(200)
    expect(body).toMatchObject({ userName: 'user@contoso.example', id: '4005002501632041', active: true })
    const [row] = await workspace.control.requests()
    expect(row).toMatchObject({
      upn: 'user@contoso.example',
      oid: '00000000-0000-4000-8000-000000000001',
      status: 200,
    })
  })

  it('makes an admin a member of admins', async () => {
    expect((await me(issuer.token(claimsOf('admin', 4)))).body).toMatchObject({ groups: [{}, { display: 'admins' }] })
  })

  it('of a service principal goes by its application id', async () => {
    const appid = '5b0c9f64-8e21-4c3d-9a77-d1f0e2b6a385'
    const reply = await me(issuer.token({ upn: undefined, oid: 'ffffffff-0000-4000-8000-000000000001', appid }))
    expect(reply.body).toMatchObject({ userName: appid })
  })

  it('has its key fetched once, and again when a new key appears', async () => {
    await me(issuer.token())
    const before = issuer.reads()
    await me(issuer.token())
    expect(issuer.reads()).toBe(before)
    issuer.rollOver()
    expect((await me(issuer.token())).status).toBe(200)
    expect(issuer.reads()).toBe(before + 1)
  })

  it.each([
    [
      'aud',
      { aud: 'https://management.core.windows.net/' },
      'Expected aud claim to be: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d, but was: https://management.core.windows.net/.',
    ],
    [
      'iss',
      { iss: 'https://sts.windows.net/other/' },
      `Expected iss claim to be: https://sts.windows.net/${TENANT}/, but was: https://sts.windows.net/other/.`,
    ],
    ['iss, of version 2.0', { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` }, 'Expected iss claim to be'],
    ['aud, with its scheme', { aud: 'api://2ff814a6-3304-4ab8-85cb-cd0e6f879c1d' }, 'Expected aud claim to be'],
  ])('with a wrong %s gets a page with the claim', async (_name, claims, text) => {
    const { status, headers, text: page } = await me(issuer.token(claims))
    expect([status, headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(page).toContain(`<title>Error 400 io.jsonwebtoken.IncorrectClaimException: ${text}`)
    expect(page).toContain(`<pre>    io.jsonwebtoken.IncorrectClaimException: ${text}`)
  })

  const refused = {
    error_code: 403,
    message: expect.stringMatching(/^Invalid access token\. \[ReqId: [0-9a-f-]{36}\]$/),
  }

  it.each([
    ['that has expired', () => issuer.token({ exp: 1 })],
    ['with half a minute left', () => issuer.token({ exp: Math.floor(Date.now() / 1000) + 29 })],
    ['without an end', () => issuer.token({ exp: undefined })],
    ['signed by somebody else', () => signToken(newKey('key-1'), claimsOf('user', 1))],
    ['of an unknown key', () => signToken(newKey('key-unknown'), claimsOf('user', 1))],
    ['that was changed', () => issuer.token().replace(/\.(.+)\./, `.${Buffer.from('{}').toString('base64url')}.`)],
    ['that is none', () => 'not-a-token'],
    ['that nobody has', () => 'dapi-demo-outsider'],
  ])('%s is invalid', async (_name, token) => {
    const { status, headers, body } = await me(token())
    expect(status).toBe(403)
    expect(body).toEqual(refused)
    expect(headers.get('x-databricks-reason-phrase')).toBe('Invalid access token.')
    expect(body.message).toContain(headers.get('x-request-id') ?? 'no request id')
  })

  it('expires by the clock of the emulator', async () => {
    const token = issuer.token()
    expect((await me(token)).status).toBe(200)
    await workspace.control.advanceClock(60 * MINUTE_MS)
    expect((await me(token)).body).toEqual(refused)
  })

  it.each([
    ['outsider', 5],
    ['norole', 6],
  ])('of %s, who is no member, is good for nothing', async (name, number) => {
    const { status, text } = await me(issuer.token(claimsOf(name, number)))
    expect(status).toBe(403)
    expect(text).toContain('<pre>    User not authorized.</pre>')
  })

  it('is answered with a page by an older front end', async () => {
    await workspace.mode({ htmlAuthErrors: true })
    const { status, text } = await me('dapi-nobody')
    expect(status).toBe(403)
    expect(text).toMatch(
      /<title>Error 403 Invalid access token\.<\/title>[\s\S]+<pre> {4}Invalid access token\.<\/pre>/,
    )
  })
})

describe('without a usable credential', () => {
  let workspace: TestWorkspace
  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['Basic', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('%s: 401 in numbers', async (_name, headers) => {
    const reply = await send(`${workspace.url}${ME}`, 'GET', undefined, headers)
    expect(reply.status).toBe(401)
    expect(reply.body).toEqual({
      error_code: 401,
      message: expect.stringMatching(
        /^Credential was not sent or was of an unsupported type for this API\. \[ReqId: /,
      ),
    })
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="DatabricksRealm"')
    expect(reply.headers.get('x-databricks-reason-phrase')).toContain('Credential was not sent')
  })

  it('an unreachable issuer is no verdict on the token', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const token = signToken(newKey('key'), claimsOf('user', 1))
    expect((await workspace.call('GET', ME, undefined, token)).body).toMatchObject({
      error_code: 'TEMPORARILY_UNAVAILABLE',
    })
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })

  it('the address may be blocked', async () => {
    await workspace.mode({ ipAccessList: true })
    const { status, body } = await workspace.call('GET', ME)
    expect(status).toBe(403)
    expect(body).toEqual({
      error_code: 403,
      message: expect.stringMatching(
        /^Source IP address: [\d.]+ is blocked by Databricks IP ACL for workspace: 1234567890123456 \[ReqId: /,
      ),
    })
  })

  it('a private link may be the only way in', async () => {
    await workspace.mode({ privateLink: true })
    const { status, headers } = await workspace.call('GET', ME)
    expect(status).toBe(302)
    expect(headers.get('location')).toMatch(/^\/login\.html\?error=private-link-validation-error/)
    const page = await send(`${workspace.url}${headers.get('location')}`, 'GET')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })
})

describe('discovery', () => {
  let workspace: TestWorkspace
  beforeAll(async () => {
    workspace = await startWorkspace({ authorityHost: 'http://127.0.0.1:4010' })
  })
  afterAll(() => workspace.close())

  const read = (path: string) => send(`${workspace.url}${path}`, 'GET')

  it('tells about the host', async () => {
    expect((await read('/.well-known/databricks-config')).body).toMatchObject({
      oidc_endpoint: `${workspace.url}/oidc`,
      workspace_id: '1234567890123456',
      cloud: 'Azure',
      host_type: 'workspace',
    })
    expect((await read('/oidc/.well-known/oauth-authorization-server')).body).toMatchObject({
      authorization_endpoint: `${workspace.url}/oidc/v1/authorize`,
      token_endpoint: `${workspace.url}/oidc/v1/token`,
      code_challenge_methods_supported: ['S256'],
    })
  })

  it.each([
    ['/aad/auth', `http://127.0.0.1:4010/${TENANT}/oauth2/authorize?`],
    ['/oidc/oauth2/v2.0/authorize', `http://127.0.0.1:4010/${TENANT}/oauth2/v2.0/authorize`],
    ['/oidc/oauth2/v2.0/authorize?state=1', `http://127.0.0.1:4010/${TENANT}/oauth2/v2.0/authorize?state=1`],
  ])('%s leads to Entra ID', async (path, location) => {
    const { status, headers } = await read(path)
    expect(status).toBe(302)
    expect(headers.get('location')?.startsWith(location)).toBe(true)
  })

  it('sends the headers of a workspace with everything', async () => {
    const { headers } = await read('/.well-known/databricks-config')
    expect(headers.get('server')).toBe('databricks')
    expect(headers.get('x-databricks-org-id')).toBe('1234567890123456')
    for (const name of ['x-request-id', 'server-timing', 'strict-transport-security'])
      expect(headers.get(name)).toBeTruthy()
  })

  it('has no other paths', async () => {
    const reply = await workspace.call('PUT', '/api/2.0/sql/statements', {})
    expect([reply.status, reply.body]).toMatchObject([
      404,
      { error_code: 'ENDPOINT_NOT_FOUND', message: "No API found for 'PUT /sql/statements'" },
    ])
    expect(reply.body.details[0]?.request_id).toBe(reply.headers.get('x-request-id'))
    expect((await read('/elsewhere')).text).toContain('<title>Error 404')
  })
})
