import { describe, expect, it } from 'vitest'
import { PORTAL_CLIENT_ID, TENANT_ID } from '../../../emulators/entra/seed.ts'
import {
  authorizeUrl,
  Browser,
  claimsOf,
  newPkce,
  type Page,
  param,
  REDIRECT_URI,
  requestToken,
  seededEntra,
} from './entra-support.ts'

const entra = seededEntra()
const USER = 'user@contoso.example'

const ask = (change: Record<string, string | undefined> = {}, browser = new Browser(entra.url())) =>
  browser.open(authorizeUrl(entra.url(), newPkce(), change))

/** The AADSTS number, on the page or in the redirect. */
function aadsts(page: Page): string | undefined {
  return /AADSTS(\d+)/.exec(param(page, 'error_description') ?? page.markup)?.[1]
}

describe('the pages', () => {
  it('let a person pick an account and accept, and answer code, state and client_info', async () => {
    const browser = new Browser(entra.url())
    const accounts = await ask({}, browser)
    expect(accounts.markup).toContain('Pick an account')
    for (const name of ['user', 'user2', 'maker', 'admin', 'outsider', 'norole']) {
      expect(accounts.markup).toContain(`value="${name}@contoso.example"`)
    }
    const consent = await browser.press(accounts, 'account', USER)
    expect(consent.markup).toContain('Permissions requested')
    expect(consent.markup).toContain('Use Azure Databricks as you')
    const back = await browser.press(consent, 'answer', 'accept')
    expect(back.location?.href).toMatch(/^http:\/\/localhost:3000\/api\/auth\/callback\/azure-ad\?code=/)
    expect(param(back, 'state')).toBe('state-1')
    const info = JSON.parse(Buffer.from(param(back, 'client_info') ?? '', 'base64url').toString())
    expect(info).toEqual({ uid: '00000000-0000-4000-8000-000000000001', utid: TENANT_ID })
  })

  it('tell the application when consent is declined', async () => {
    const browser = new Browser(entra.url())
    const consent = await browser.press(await ask({}, browser), 'account', USER)
    const back = await browser.press(consent, 'answer', 'cancel')
    expect(param(back, 'error')).toBe('access_denied')
    expect(param(back, 'state')).toBe('state-1')
    expect(aadsts(back)).toBe('65004')
  })

  it.each([
    ['nobody@contoso.example', '50034'],
    ['someone@fabrikam.example', '50020'],
  ])('say that %s is unknown', async (account, number) => {
    const browser = new Browser(entra.url())
    const page = await browser.press(await ask({}, browser), 'account', account)
    expect(page.location).toBeUndefined()
    expect(aadsts(page)).toBe(number)
  })

  it('say that an account is disabled, with login_hint too', async () => {
    await entra.control('PATCH', `/users/${USER}`, { disabled: true })
    const page = await ask({ login_hint: USER })
    expect(page.location).toBeUndefined()
    expect(aadsts(page)).toBe('50057')
  })

  it('ask for a second factor, and the token says that it was given', async () => {
    await entra.control('PATCH', `/users/${USER}`, { mfaRequired: true })
    const browser = new Browser(entra.url())
    const pkce = newPkce()
    const accounts = await browser.open(authorizeUrl(entra.url(), pkce))
    const approve = await browser.press(accounts, 'account', USER)
    expect(approve.markup).toContain('Approve sign in request')
    const back = await browser.press(await browser.press(approve, 'approved', 'yes'), 'answer', 'accept')
    const form = { grant_type: 'authorization_code', code: param(back, 'code') ?? '', code_verifier: pkce.verifier }
    const { body } = await requestToken(entra.url(), { ...form, redirect_uri: REDIRECT_URI })
    expect(claimsOf(body.access_token)).toMatchObject({ amr: ['pwd', 'mfa'] })
  })

  it('escape what they repeat', async () => {
    const page = await ask({ login_hint: '"><script>alert(1)</script>' })
    expect(page.markup).not.toContain('<script>')
  })

  it('belong to the browser that began: another one cannot finish the sign-in', async () => {
    const accounts = await ask()
    const page = await new Browser(entra.url()).press(accounts, 'account', USER)
    expect(page.status).toBe(400)
    expect(page.location).toBeUndefined()
  })

  it('send the answer as a form for form_post', async () => {
    const page = await ask({ login_hint: USER, response_mode: 'form_post' })
    expect(page.markup).toContain(`<form method="post" action="${REDIRECT_URI}">`)
    expect(page.markup).toMatch(/name="code" value="1\./)
  })
})

describe('login_hint', () => {
  it('signs in without a page, first consent included', async () => {
    expect(param(await ask({ login_hint: USER }), 'code')).toMatch(/^1\./)
  })

  it('shows the consent page when prompt=consent asks for it', async () => {
    const page = await ask({ login_hint: USER, prompt: 'consent' })
    expect(page.markup).toContain('Permissions requested')
  })
})

describe('the session of a browser', () => {
  it('signs in silently the second time, also with prompt=none', async () => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    expect(param(await ask({}, browser), 'code')).not.toBeNull()
    expect(param(await ask({ prompt: 'none' }, browser), 'code')).not.toBeNull()
  })

  it.each(['login', 'select_account'])('asks who it is for prompt=%s', async (prompt) => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    expect((await ask({ prompt }, browser)).markup).toContain('Pick an account')
  })

  it('asks who it is when two accounts are signed in', async () => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    await ask({ login_hint: 'maker@contoso.example' }, browser)
    expect((await ask({}, browser)).markup).toContain('Pick an account')
    expect(param(await ask({ prompt: 'none' }, browser), 'error')).toBe('interaction_required')
  })

  it('ends with a revocation', async () => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    await entra.control('POST', `/users/${USER}/revoke`)
    expect(param(await ask({ prompt: 'none' }, browser), 'error')).toBe('login_required')
  })

  it('ends at sign-out, which returns to registered addresses only', async () => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    const logout = `/${TENANT_ID}/oauth2/v2.0/logout?post_logout_redirect_uri=`
    const away = await browser.open(`${logout}${encodeURIComponent('https://elsewhere.example/')}`)
    expect(away.location).toBeUndefined()
    await ask({ login_hint: USER }, browser)
    const home = await browser.open(`${logout}${encodeURIComponent('http://localhost:3000/sign-in')}&state=s`)
    expect(home.location?.href).toBe('http://localhost:3000/sign-in?state=s')
    expect(param(await ask({ prompt: 'none' }, browser), 'error')).toBe('login_required')
  })
})

describe('what is refused', () => {
  it.each([
    ['an unknown application', { client_id: '11111111-1111-4111-8111-111111111111' }, '700016'],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }, '50011'],
    ['a redirect URI in another case', { redirect_uri: REDIRECT_URI.replace('auth', 'Auth') }, '50011'],
    ['a redirect URI with more path', { redirect_uri: `${REDIRECT_URI}/more` }, '50011'],
    ['a host that only begins with localhost', { redirect_uri: 'http://localhost:1@evil.example/' }, '50011'],
  ])('%s, on the page', async (_name, change, number) => {
    const page = await ask({ ...change, login_hint: USER })
    expect(page.location).toBeUndefined()
    expect(aadsts(page)).toBe(number)
  })

  it.each([
    ['another response type', { response_type: 'id_token' }, 'unsupported_response_type', '70005'],
    ['an unknown resource', { scope: 'openid 11111111-1111-4111-8111-111111111111/x' }, 'invalid_resource', '500011'],
    ['a scope that the resource has not', { scope: `api://${PORTAL_CLIENT_ID}/Other` }, 'invalid_client', '650053'],
    ['prompt=none without a session', { prompt: 'none' }, 'login_required', '50058'],
  ])('%s, by redirect', async (_name, change, error, number) => {
    const page = await ask(change)
    expect(param(page, 'error')).toBe(error)
    expect(aadsts(page)).toBe(number)
    expect(param(page, 'state')).toBe('state-1')
  })

  it.each([
    ['without a code challenge', { code_challenge: undefined }, '9002325'],
    ['with a plain code challenge', { code_challenge_method: 'plain' }, '501491'],
    ['with a challenge whose method is not named', { code_challenge_method: undefined }, '501491'],
    ['with a challenge of the wrong size', { code_challenge: 'short' }, '50147'],
  ])('a request %s, by redirect (AUTH-1)', async (_name, change, number) => {
    const page = await ask(change)
    expect(param(page, 'error')).toBe('invalid_request')
    expect(aadsts(page)).toBe(number)
  })

  it('a tenant that does not exist, and /common for an application of one tenant', async () => {
    const url = authorizeUrl(entra.url(), newPkce())
    const browser = new Browser(entra.url())
    expect(aadsts(await browser.open(url.replace(TENANT_ID, 'fabrikam.example')))).toBe('90002')
    expect(aadsts(await browser.open(url.replace(TENANT_ID, 'common')))).toBe('50194')
    expect((await browser.open(url.replace(TENANT_ID, 'contoso.example'))).status).toBe(200)
  })

  it('a person who is not assigned, when the application wants that', async () => {
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { assignmentRequired: true })
    const page = await ask({ login_hint: 'norole@contoso.example' })
    expect(param(page, 'error')).toBe('access_denied')
    expect(aadsts(page)).toBe('50105')
    expect(param(await ask({ login_hint: USER }), 'code')).not.toBeNull()
  })

  it('consent by a person when only administrators may give it, until one gives it for all', async () => {
    await entra.control('POST', '/mode', { requireAdminConsent: true })
    expect(aadsts(await ask({ login_hint: USER }))).toBe('90094')
    const browser = new Browser(entra.url())
    const consent = await browser.press(await ask({}, browser), 'account', 'admin@contoso.example')
    await browser.press(consent, 'answer', 'accept', { organization: 'yes' })
    expect(param(await ask({ login_hint: USER }), 'code')).not.toBeNull()
  })

  it('prompt=none after consent was withdrawn', async () => {
    const browser = new Browser(entra.url())
    await ask({ login_hint: USER }, browser)
    await entra.control('DELETE', '/consents')
    expect(param(await ask({ prompt: 'none' }, browser), 'error')).toBe('consent_required')
  })
})
