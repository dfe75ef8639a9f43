import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decode, encode } from 'next-auth/jwt'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../.ci/bootstrap.mjs'
import { locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

const SESSION = 'next-auth.session-token'

/** What the session cookie is, and what it is not good for. */
export function sessionTests(portal: () => PortalOfTest): void {
  const secret = () => portal().stack.env.NEXTAUTH_SECRET ?? ''
  const signedIn = async (upn = 'user@contoso.example') => {
    const browser = portal().open()
    await browser.signIn(upn)
    return browser
  }
  const statusOf = async (browser: PlainBrowser) => (await browser.get('/api/runs')).status

  describe('the session cookie', () => {
    it('SES-2: is out of reach of scripts and other sites; those for the sign-in last ten minutes', async () => {
      const browser = portal().open()
      const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
      expect(browser.setCookies.filter((line) => line.includes('Max-Age=600;'))).toHaveLength(3)
      for (const line of browser.setCookies) expectHidden(line)
      await browser.follow(await fetch(locationOf(start), { redirect: 'manual' }))
      for (const line of browser.setCookies) expectHidden(line)
      for (const gone of ['state', 'nonce', 'pkce.code_verifier']) {
        expect(browser.cookies.has(`next-auth.${gone}`)).toBe(false)
      }
    })

    it('SES-4: holds a name and a key, no token and no role, and all cookies stay below 2 KB', async () => {
      const browser = await signedIn()
      const held = await decode({ token: browser.cookies.get(SESSION) ?? '', secret: secret() })
      expect(held).toEqual({
        sub: '00000000-0000-4000-8000-000000000001',
        tid: portal().stack.env.AZURE_TENANT_ID,
        name: 'Demo User',
        ses: expect.stringMatching(/^[\w-]{43}$/),
        iat: expect.any(Number),
        exp: expect.any(Number),
        jti: expect.any(String),
      })
      const sent = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      expect(sent.length).toBeLessThan(2_048)
    })

    it('SES-3: has another key at every sign-in', async () => {
      const keys = await Promise.all(
        [await signedIn(), await signedIn()].map(async (browser) => {
          return (await decode({ token: browser.cookies.get(SESSION) ?? '', secret: secret() }))?.ses
        }),
      )
      expect(new Set(keys).size).toBe(2)
    })

    it('SES-1: is dead after the sign-out, a copy of it too', async () => {
      const browser = await signedIn()
      const copy = portal().open()
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
      expect(await statusOf(copy)).toBe(200)
      const out = await browser.post('/api/auth/signout', new URLSearchParams())
      expect(locationOf(out).pathname).toBe('/sign-in')
      expect(browser.cookies.has(SESSION)).toBe(false)
      expect(await statusOf(copy)).toBe(401)
    })

    it('SES-2: goes in all its parts at the sign-out, and Microsoft is told when that is wished', async () => {
      const browser = await signedIn()
      browser.cookies.set(`${SESSION}.0`, 'left')
      browser.cookies.set(`${SESSION}.1`, 'over')
      expect(await statusOf(browser)).toBe(200)
      const out = await browser.post('/api/auth/signout', new URLSearchParams({ microsoft: 'yes' }))
      expect([...browser.cookies.keys()].filter((name) => name.startsWith(SESSION))).toEqual([])
      const { origin, searchParams } = locationOf(out)
      expect(origin).toBe(portal().stack.entraUrl)
      // The claim `login_hint` of the id token, never a name: Entra asks for it so (v2-protocols-oidc).
      expect(Object.fromEntries(searchParams)).toEqual({
        post_logout_redirect_uri: `${portal().stack.portalUrl}/sign-in`,
        logout_hint: expect.stringMatching(/^O\.[\w-]{43}$/),
      })
    })

    it.each(cookieRoutes())('SES-5: %s takes it as a cookie only, never as a bearer token', async (path) => {
      const value = (await signedIn()).cookies.get(SESSION) ?? ''
      for (const bearer of [value, decodeURIComponent(value), encodeURIComponent(value)]) {
        const response = await portal()
          .open()
          .get(path, { authorization: `Bearer ${bearer}` })
        // Who comes back from a sign-in page and is nobody here is sent to that of the portal.
        const toSignIn = response.status === 302 && locationOf(response).pathname === '/sign-in'
        expect(toSignIn ? path : response.status).toBe(toSignIn ? CALLBACK_OF_CONNECTIONS : 401)
      }
    })

    it('SES-5: a page takes no bearer token either', async () => {
      const value = (await signedIn()).cookies.get(SESSION) ?? ''
      const response = await portal()
        .open()
        .get('/runs', { authorization: `Bearer ${value}` })
      expect(locationOf(response).pathname).toBe('/sign-in')
    })

    it.each<[string, () => string | Promise<string>]>([
      ['nothing', () => ''],
      ['nonsense', () => 'abc'],
      ['a JWT of five parts', () => 'a.b.c.d.e'],
      ['a sealed object without a key', () => encode({ token: { sub: 'x' }, secret: secret() })],
      ['a sealed object with an empty key', () => encode({ token: { ses: '' }, secret: secret() })],
      ['a sealed key of another type', () => encode({ token: { ses: ['x'] } as never, secret: secret() })],
      ['a sealed error', () => encode({ token: { error: 'RefreshTokenError' }, secret: secret() })],
      ['a sealed key that nobody has', () => encode({ token: { ses: 'x'.repeat(43) }, secret: secret() })],
      ['a key sealed with another secret', () => encode({ token: { ses: 'x' }, secret: 'another' })],
      [
        'a sealed value of another cookie',
        () => encode({ token: { ses: 'x' }, secret: secret(), salt: 'next-auth.state' }),
      ],
    ])('SES-6: %s is nobody', async (_what, value) => {
      const browser = portal().open()
      browser.cookies.set(SESSION, await value())
      expect(await statusOf(browser)).toBe(401)
      expect((await browser.get('/')).status).toBe(307)
    })
  })

  describe('a sign-in that comes to nothing', () => {
    const problemOf = (response: Response) => Object.fromEntries(locationOf(response).searchParams)

    it('AUTHZ-1: of an account without a role leaves no session', async () => {
      const browser = portal().open()
      expect(problemOf(await browser.signIn('norole@contoso.example'))).toMatchObject({ code: 'no_role' })
      expect(await statusOf(browser)).toBe(401)
    })

    it('AUTH-1: with the answer of another sign-in starts again once, then says so', async () => {
      const browser = portal().open()
      const again = await browser.get('/api/auth/callback/azure-ad?code=stolen&state=other')
      expect(locationOf(again).origin).toBe(portal().stack.entraUrl)
      const asked = locationOf(again).searchParams
      expect(asked.get('redirect_uri')).toBe(`${portal().stack.portalUrl}/api/auth/callback/azure-ad`)
      const given = await browser.get('/api/auth/callback/azure-ad?code=stolen&state=other')
      expect(problemOf(given)).toEqual({ code: 'try_again' })
    })

    it.each(['nonce', 'pkce.code_verifier'])(
      'with the %s of another sign-in leaves no session (AUTH-1)',
      async (check) => {
        const [browser, other] = [portal().open(), portal().open()]
        const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
        await other.startSignIn()
        browser.cookies.set(`next-auth.${check}`, other.cookies.get(`next-auth.${check}`) ?? '')
        const given = await browser.follow(await fetch(locationOf(start), { redirect: 'manual' }))
        expect(locationOf(given).pathname).toBe('/auth-error')
        expect(await statusOf(browser)).toBe(401)
      },
    )

    it('AUTH-1: an answer that is used twice leads home, where one is signed in', async () => {
      const browser = portal().open()
      const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
      const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
      await browser.get(`${back.pathname}${back.search}`)
      const replayed = await browser.get(`${back.pathname}${back.search}`)
      expect(locationOf(replayed).href).toBe(`${portal().stack.portalUrl}/`)
      expect(await statusOf(browser)).toBe(200)
    })

    it('AUTH-1: an error that nobody asked for changes nothing', async () => {
      const browser = portal().open()
      await browser.startSignIn()
      const before = [...browser.cookies]
      const answer = await browser.get(
        '/api/auth/callback/azure-ad?error=access_denied&state=guess&error_description=x',
      )
      expect(problemOf(answer)).toEqual({ code: 'unsolicited' })
      expect([...browser.cookies]).toEqual(before)
    })

    it('OPS-8: an error of Microsoft that we asked for is told in our words, with its number', async () => {
      const browser = portal().open()
      const state = locationOf(await browser.startSignIn()).searchParams.get('state') ?? ''
      const text = 'AADSTS50105: The user <script> is not assigned.\r\nTrace ID: x'
      const query = new URLSearchParams({ error: 'access_denied', state, error_description: text })
      const answer = await browser.get(`/api/auth/callback/azure-ad?${query}`)
      expect(problemOf(answer)).toEqual({
        code: 'not_assigned',
        detail: 'AADSTS50105',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      })
      const page = await (await browser.follow(answer)).text()
      expect(page).toContain('Your account is not assigned to Lakeport')
      expect(page).not.toContain('&lt;script&gt; is not')
    })

    it.each(['constructor', '__proto__', '<script>alert(1)</script>', ''])(
      'IO-9: the error page shows nothing of the code %j',
      async (code) => {
        const query = new URLSearchParams({ code, detail: `<b>${code}`, id: '<i>1' })
        const response = await portal().open().get(`/auth-error?${query}`)
        const page = await response.text()
        expect(response.status).toBe(200)
        expect(page).toContain('That sign-in did not finish')
        expect(page).not.toMatch(/<b>|<i>|alert\(1\)<\/script>/)
      },
    )
  })
}

/** Every route for scripts of our pages: a new one is in the list without anybody writing it there. */
function cookieRoutes(): string[] {
  const folder = join(ROOT, 'app/api')
  const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('route.ts'),
  )
  // One that takes forms alone is asked with a form, by the matrix.
  const asked = routes.filter((name) =>
    /^export (async )?(function|const) GET\b|as GET\b/m.test(readFileSync(join(folder, name), 'utf8')),
  )
  return asked
    .map((name) => `/api/${dirname(name)}`.replaceAll(/\[\w+\]/g, '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'))
    .filter((path) => !FOR_EVERYBODY.test(path))
    .map((path) => `${path}${[...NEEDED].find(([end]) => path.endsWith(end))?.[1] ?? ''}`)
}

const CALLBACK_OF_CONNECTIONS = '/api/connections/callback'

const NEEDED = new Map([
  ['/live', '?runs=mine'],
  ['/output', '?task=x'],
  ['/notebook', '?attempt=1'],
  ['/runs/export', '?format=csv'],
])

/** Sign-in itself, and what says how the process is. */
/** Where no session counts; `/api/metrics` has a token of its own. */
const FOR_EVERYBODY = /^\/api\/((auth|health)\/|metrics$)/

function expectHidden(line: string): void {
  expect(line).toMatch(/; HttpOnly/)
  expect(line).toMatch(/; SameSite=Lax/)
  expect(line).toMatch(/; Path=\/(;|$)/)
  expect(line).not.toMatch(/Domain=/i)
}
