import { describe, expect, it } from 'vitest'
import { locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

const COOKIE = 'next-auth.callback-url'
const HOSTILE = [
  'https://evil.contoso.example',
  '//evil.contoso.example',
  '/\\evil.contoso.example',
  '/.//evil.contoso.example',
  'https://localhost@evil.contoso.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:ORIGIN/6d0d',
  'https://',
  'http://[',
  'http://%zz',
  '/%E0%A4%A',
  '%00',
  'VERY-LONG',
]

/** Where a sign-in or a sign-out may be made to lead: nowhere but here. */
export function returnPathTests(portal: () => PortalOfTest): void {
  const own = () => portal().stack.portalUrl
  const hostile = (value: string) => value.replace('ORIGIN', own()).replace('VERY-LONG', 'x'.repeat(3_000))

  describe('AUTH-6: a hostile way back', () => {
    it.each(HOSTILE)('%j in the address of the sign-in page', async (value) => {
      const response = await portal()
        .open()
        .get(`/sign-in?callbackUrl=${encodeURIComponent(hostile(value))}`)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('name="callbackUrl" value="/"')
    })

    it.each(HOSTILE)('%j in the form and in the address of the sign-in', async (value) => {
      const query = new URLSearchParams({ callbackUrl: hostile(value) })
      for (const [path, form] of [
        ['/api/auth/signin/azure-ad', query],
        [`/api/auth/signin/azure-ad?${query}`, new URLSearchParams()],
      ] as const) {
        const browser = portal().open()
        expect(locationOf(await browser.post(path, form)).origin).toBe(portal().stack.entraUrl)
        expect(decodeURIComponent(browser.cookies.get(COOKIE) ?? '')).toBe(`${own()}/`)
      }
    })

    it.each(HOSTILE)('%j in the cookie and in the address, when Microsoft sends the browser back', async (value) => {
      const browser = portal().open()
      const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
      const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
      plant(browser, hostile(value))
      const query = new URLSearchParams({ callbackUrl: hostile(value) })
      const done = await browser.get(`${back.pathname}${back.search}&${query}`)
      expect(done.status).toBe(302)
      expect(locationOf(done).href).toBe(`${own()}/`)
      expect(browser.cookies.has(COOKIE)).toBe(false)
      expect((await browser.get('/api/runs')).status).toBe(200)
    })

    it.each(HOSTILE)('%j in the cookie, on every address of sign-in and on a page', async (value) => {
      const browser = portal().open()
      const answers: (() => Promise<Response>)[] = [
        () => browser.get('/sign-in'),
        () => browser.get('/'),
        () => browser.get('/auth-error?code=blocked'),
        () => browser.get('/api/auth/session'),
        () => browser.get('/api/auth/callback/azure-ad?code=x&state=y'),
        () => browser.get('/api/auth/callback/azure-ad?error=access_denied&state=y'),
        () => browser.startSignIn(),
        () => browser.post('/api/auth/signout', new URLSearchParams()),
      ]
      for (const answer of answers) {
        plant(browser, hostile(value))
        const response = await answer()
        expect(response.status).toBeLessThan(500)
        const leadsTo = response.headers.has('location') ? locationOf(response).origin : own()
        expect([own(), portal().stack.entraUrl]).toContain(leadsTo)
      }
    })

    it.each(HOSTILE)('%j for after the sign-out', async (value) => {
      for (const name of ['callbackUrl', 'post_logout_redirect_uri']) {
        const form = new URLSearchParams({ [name]: hostile(value) })
        const done = await portal().open().post('/api/auth/signout', form)
        expect([done.status, done.headers.get('location')]).toEqual([400, null])
      }
    })

    it('and an honest one is followed', async () => {
      const browser = portal().open()
      const done = await browser.signIn('user@contoso.example', { callbackUrl: '/runs?status=Failed' })
      expect(locationOf(done).href).toBe(`${own()}/runs?status=Failed`)
    })
  })

  describe('AUTH-1: what a page may add to the request for a sign-in', () => {
    it('is a hint, and no other scope, place to return to, or kind of answer (AUTH-1, AUTH-5)', async () => {
      const start = await portal().open().startSignIn({ login_hint: 'user@contoso.example' })
      const { searchParams } = locationOf(start)
      expect(Object.fromEntries(searchParams)).toEqual({
        client_id: portal().stack.env.AZURE_CLIENT_ID,
        scope: 'openid profile offline_access 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/user_impersonation',
        response_type: 'code',
        redirect_uri: `${own()}/api/auth/callback/azure-ad`,
        login_hint: 'user@contoso.example',
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
      })
    })

    it.each([
      ['scope', 'https://graph.microsoft.com/.default'],
      ['redirect_uri', 'https://evil.contoso.example'],
      ['response_mode', 'form_post'],
      ['code_challenge_method', 'plain'],
      ['client_id', 'other'],
      ['state', 'mine'],
    ])('is no %s, in the form or in the address (AUTH-1, AUTH-5)', async (name, value) => {
      const query = new URLSearchParams({ login_hint: 'user@contoso.example', [name]: value })
      for (const [path, form] of [
        ['/api/auth/signin/azure-ad', query],
        [`/api/auth/signin/azure-ad?${query}`, new URLSearchParams()],
      ] as const)
        expect((await portal().open().post(path, form)).status).toBe(400)
    })
  })
}

/** As a cookie of a sister site would arrive: its bytes as they may stand in a header. */
function plant(browser: PlainBrowser, value: string): void {
  browser.cookies.set(COOKIE, encodeURIComponent(value))
}
