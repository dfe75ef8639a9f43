import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TENANT_ID } from '../../../emulators/entra/seed.ts'
import { startEntraEmulator } from '../../../emulators/entra/server.ts'
import {
  authorizeUrl,
  Browser,
  controlCall,
  DATABRICKS_SCOPE,
  newPkce,
  param,
  requestToken,
  seededEntra,
  tokensOf,
} from './entra-support.ts'

const USER = 'user@contoso.example'

describe('metadata', () => {
  const entra = seededEntra()
  const get = async (path: string) => {
    const response = await fetch(`${entra.url()}${path}`)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it.each([
    [TENANT_ID, TENANT_ID, TENANT_ID],
    ['contoso.example', TENANT_ID, TENANT_ID],
    ['common', '{tenantid}', 'common'],
    ['organizations', '{tenantid}', 'organizations'],
  ])('of %s names its issuer and endpoints', async (tenant, inIssuer, inEndpoints) => {
    const { body } = await get(`/${tenant}/v2.0/.well-known/openid-configuration`)
    expect(body.issuer).toBe(`${entra.url()}/${inIssuer}/v2.0`)
    expect(body.token_endpoint).toBe(`${entra.url()}/${inEndpoints}/oauth2/v2.0/token`)
    expect((await fetch(String(body.jwks_uri))).status).toBe(200)
  })

  it('of another tenant is refused', async () => {
    const { status, body } = await get('/fabrikam.example/v2.0/.well-known/openid-configuration')
    expect([status, body.error_codes]).toEqual([400, [90002]])
  })

  it('of the instance knows this authority only', async () => {
    const ask = (url: string) =>
      get(`/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(url)}`)
    const own = await ask(`${entra.url()}/${TENANT_ID}/oauth2/v2.0/authorize`)
    expect(own.body.metadata).toMatchObject([{ preferred_network: new URL(entra.url()).host }])
    expect((await ask('https://evil.example/common/oauth2/v2.0/authorize')).body.error).toBe('invalid_instance')
  })

  it('of a person is for Graph tokens only', async () => {
    const userInfo = async (scope: string) => {
      const { access_token } = await tokensOf(entra.url(), USER, scope)
      return fetch(`${entra.url()}/oidc/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
    }
    expect((await userInfo(`openid ${DATABRICKS_SCOPE}`)).status).toBe(401)
    expect(await (await userInfo('openid profile email')).json()).toMatchObject({ email: USER })
  })
})

describe('the request log and faults', () => {
  const entra = seededEntra()

  it('name the person behind a token request and keep no secret', async () => {
    const { refresh_token } = await tokensOf(entra.url(), USER)
    await requestToken(entra.url(), { grant_type: 'refresh_token', refresh_token, scope: DATABRICKS_SCOPE })
    const rows = (await entra.control('GET', '/requests?since=0')) as {
      path: string
      upn?: string
      grantType?: string
      query: string
    }[]
    const tokenRows = rows.filter(({ path }) => path.endsWith('/token'))
    expect(tokenRows.map(({ upn }) => upn)).toEqual([USER, USER])
    expect(tokenRows.map(({ grantType }) => grantType)).toEqual(['authorization_code', 'refresh_token'])
    expect(rows.find(({ path }) => path.endsWith('/authorize'))?.query).toContain('code_challenge_method=S256')
    const text = JSON.stringify(rows)
    expect(text).not.toContain(refresh_token)
    expect(text).not.toMatch(/eyJ|demo-only/)
  })

  it('fail the next token request of one person', async () => {
    const [one, two] = [await tokensOf(entra.url(), USER), await tokensOf(entra.url(), 'user2@contoso.example')]
    const match = `POST /${TENANT_ID}/oauth2/v2.0/token`
    const body = { error: 'temporarily_unavailable', error_codes: [90033] }
    await entra.control('POST', '/faults', { match, user: USER, status: 503, headers: { 'Retry-After': '1' }, body })
    const refresh = (refresh_token: string) =>
      requestToken(entra.url(), { grant_type: 'refresh_token', refresh_token, scope: DATABRICKS_SCOPE })
    expect((await refresh(two.refresh_token)).status).toBe(200)
    const failed = await refresh(one.refresh_token)
    expect([failed.status, failed.headers.get('retry-after'), failed.body.error]).toEqual([503, '1', body.error])
    expect((await refresh(one.refresh_token)).status).toBe(200)
  })
})

describe('a restart', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'entra-emulator-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('keeps consents, sessions, refresh tokens and the signing key; a reset keeps the key alone', async () => {
    const stateFile = join(folder, 'entra.json')
    const first = await startEntraEmulator({ port: 0, stateFile })
    const browser = new Browser(first.url)
    await browser.open(authorizeUrl(first.url, newPkce(), { login_hint: USER }))
    const { refresh_token } = await tokensOf(first.url, USER)
    const keys = await kids(first.url)
    await first.close()

    const second = await startEntraEmulator({ port: 0, stateFile })
    expect(await kids(second.url)).toEqual(keys)
    const form = { grant_type: 'refresh_token', refresh_token, scope: DATABRICKS_SCOPE }
    expect((await requestToken(second.url, form)).status).toBe(200)
    const silent = () => browser.open(authorizeUrl(second.url, newPkce(), { prompt: 'none' }))
    expect(param(await silent(), 'code')).not.toBeNull()

    await controlCall(second.url, 'POST', '/reset')
    expect((await requestToken(second.url, form)).body.error_codes).toEqual([70000])
    expect(param(await silent(), 'error')).toBe('login_required')
    expect(await kids(second.url)).toEqual(keys)
    await second.close()
  })
})

async function kids(url: string): Promise<string[]> {
  const { keys } = (await (await fetch(`${url}/common/discovery/v2.0/keys`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
