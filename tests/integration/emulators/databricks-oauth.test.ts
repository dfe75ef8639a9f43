import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_PUBLIC_CLIENT_ID } from '@/emulators/databricks/oauth/apps'
import { startWorkspace } from './databricks-support'

const BACK = 'http://localhost:3000/api/connections/callback'
const HOUR_MS = 3_600_000

/** What clients of Databricks' own sign-in rely on: documentation "Authorize user access to Databricks with OAuth" (U2M). */
describe('the sign-in of the workspace itself', () => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>
  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const verifier = randomBytes(32).toString('base64url')
  const asked = (more: Record<string, string> = {}) => ({
    response_type: 'code',
    client_id: OAUTH_PUBLIC_CLIENT_ID,
    redirect_uri: BACK,
    scope: 'all-apis offline_access',
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  })
  const open = (query: Record<string, string>) =>
    fetch(`${workspace.url}/oidc/v1/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' })
  const press = async (query: Record<string, string>, user: string) => {
    const body = new URLSearchParams({ ...query, user })
    const response = await fetch(`${workspace.url}/oidc/v1/authorize`, { method: 'POST', body, redirect: 'manual' })
    return new URL(response.headers.get('location') ?? '').searchParams
  }
  const codeFor = async (more: Record<string, string> = {}, user = 'user@contoso.example') =>
    (await press(asked(more), user)).get('code') ?? ''
  const token = async (form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: OAUTH_PUBLIC_CLIENT_ID, ...form })
    const response = await fetch(`${workspace.url}/oidc/v1/token`, { method: 'POST', body })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }
  const redeem = (code: string, more: Record<string, string> = {}) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: verifier, ...more })
  const me = (bearer = '') =>
    fetch(`${workspace.url}/api/2.0/preview/scim/v2/Me`, { headers: { authorization: `Bearer ${bearer}` } })

  it('is told by the discovery of the workspace', async () => {
    const response = await fetch(`${workspace.url}/oidc/.well-known/oauth-authorization-server`)
    expect(await response.json()).toMatchObject({
      authorization_endpoint: `${workspace.url}/oidc/v1/authorize`,
      token_endpoint: `${workspace.url}/oidc/v1/token`,
    })
  })

  it('gives a code for whom one is, and for that tokens of an hour that call as them', async () => {
    const page = await open(asked())
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('user@contoso.example')
    const back = await press(asked(), 'user@contoso.example')
    expect([...back.keys()].toSorted()).toEqual(['code', 'state'])
    expect(back.get('state')).toBe('state-1')
    const { status, body } = await redeem(back.get('code') ?? '')
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'all-apis offline_access',
    })
    expect(await (await me(body.access_token)).json()).toMatchObject({ userName: 'user@contoso.example' })
    await workspace.control.advanceClock(HOUR_MS)
    expect((await me(body.access_token)).status).toBe(403)
    const renewed = await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' })
    expect((await me(renewed.body.access_token)).status).toBe(200)
  })

  it.each([
    ['an unknown app', { client_id: 'nobody' }],
    ['an address that is not registered', { redirect_uri: 'http://localhost:3000/elsewhere' }],
  ])('shows %s on a page of its own and sends nobody there', async (_what, more) => {
    const response = await open(asked(more))
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it.each([
    ['no code', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a scope that the app has not', { scope: 'all-apis mail' }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_scope'],
  ])('sends back an error for %s', async (_what, more, error) => {
    const { searchParams } = new URL((await open(asked(more))).headers.get('location') ?? '')
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 'state-1'])
  })

  it('tells that somebody declined', async () => {
    expect((await press(asked(), '')).get('error')).toBe('access_denied')
  })

  it.each([
    ['another verifier', { code_verifier: 'x' }],
    ['another address', { redirect_uri: 'http://127.0.0.1:3000/api/connections/callback' }],
    ['another app', { client_id: OAUTH_CLIENT_ID, client_secret: OAUTH_CLIENT_SECRET }],
  ])('takes a code with %s for none, and once in all', async (_what, more) => {
    const code = await codeFor()
    expect(await redeem(code, more)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('takes a code for ten minutes', async () => {
    const code = await codeFor()
    await workspace.control.advanceClock(601_000)
    expect((await redeem(code)).body.error).toBe('invalid_grant')
  })

  it('wants the secret of an app that has one in the body, and none of a public one', async () => {
    const own = { client_id: OAUTH_CLIENT_ID }
    expect(await redeem(await codeFor(own), own)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect((await redeem(await codeFor(own), { ...own, client_secret: OAUTH_CLIENT_SECRET })).status).toBe(200)
    expect((await redeem(await codeFor(), { client_secret: 'any' })).body.error).toBe('invalid_client')
  })

  it('gives a refresh token where offline_access was asked for, which may be one for a single use', async () => {
    const { body } = await redeem(await codeFor({ scope: 'all-apis' }))
    expect(body.refresh_token).toBeUndefined()
    await workspace.control.changeOAuthApp(OAUTH_PUBLIC_CLIENT_ID, { singleUseRefreshTokens: true })
    const first = (await redeem(await codeFor())).body.refresh_token ?? ''
    const renew = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token })
    const second = (await renew(first)).body.refresh_token ?? ''
    expect(second).not.toBe(first)
    expect((await renew(first)).body.error).toBe('invalid_grant')
    expect((await renew(second)).status).toBe(200)
    expect((await token({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
  })
})
