import { beforeAll, describe, expect, it } from 'vitest'
import { locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

const RUN = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const SIGN_IN = '/api/auth/signin/azure-ad'
const SIGN_OUT = '/api/auth/signout'

const QUERIES: readonly string[] = [
  ...[
    '/api/runs?x=1',
    '/api/runs?constructor=1',
    '/api/runs?limit=5&limit=8',
    '/api/runs?limit=6',
    '/api/runs?all=yes',
  ],
  ...['/api/runs?status=Broken', '/api/runs?from=2026-13-01', '/api/runs?flow=../x', '/api/runs?after=x'],
  ...['/api/runs?trigger=api', '/api/runs?atLeast=90+s', '/api/runs?atMost=-1', '/api/runs?workspace=a/b'],
  ...['/api/runs?status=Failed,Queued', '/api/runs?status=Failed&status=Queued', '/api/runs?input=%00'],
  ...[`/api/runs?q=${'x'.repeat(201)}`, '/api/runs?q=a&q=b'],
  ...['', '?format=xls', '?format=csv&limit=5', '?format=csv&status=Broken', '?format=csv&all=yes'].map(
    (query) => `/api/runs/export${query}`,
  ),
  `/api/runs/${RUN}?x=1`,
  ...['', '?task=', '?task=a&task=b', '?task=a&x=1', '?task=a&show=pdf'].map(
    (query) => `/api/runs/${RUN}/output${query}`,
  ),
  ...[
    '/api/live',
    '/api/live?run=',
    '/api/live?runs=ours',
    '/api/live?runs=mine&x=1',
    '/api/live?notices=all',
    '/api/notices?x=1',
  ],
  ...[`/api/live?run=${RUN}&runs=mine`, `/api/live?run=${RUN}&run=${RUN}`],
  ...['/api/auth/renew?x=1', '/api/auth/renew?callbackUrl=/&callbackUrl=/runs'],
  ...['/api/auth/callback/azure-ad?code=a&code=b&state=c', '/api/auth/callback/azure-ad?error=a&state=b&state=c'],
  ...[
    '/api/auth/front-channel-logout',
    '/api/auth/front-channel-logout?sid=',
    '/api/auth/front-channel-logout?sid=a&sid=b',
  ],
]

const FORMS: readonly (readonly [path: string, form: string])[] = [
  [SIGN_IN, 'x=1'],
  [SIGN_IN, 'csrfToken=1'],
  [SIGN_IN, 'callbackUrl=/&callbackUrl=/runs'],
  [`${SIGN_IN}?x=1`, ''],
  [`${SIGN_IN}?prompt=login&prompt=none`, ''],
  [SIGN_OUT, 'x=1'],
  [SIGN_OUT, 'microsoft=no'],
  [SIGN_OUT, 'microsoft=yes&microsoft=yes'],
  [`${SIGN_OUT}?microsoft=yes`, ''],
]

/** Each address of the cookie routes knows what may be said to it, each of it once. */
export function fieldTests(portal: () => PortalOfTest): void {
  describe('what an address does not know', () => {
    let browser: PlainBrowser
    beforeAll(async () => {
      browser = portal().open()
      await browser.signIn('user@contoso.example')
    })

    it.each(QUERIES)('%s is refused before anybody is asked for, and nothing is done (IO-1)', async (path) => {
      for (const who of [browser, portal().open()]) await expectRefused(await who.get(path), who)
      expect((await browser.get('/api/runs')).status).toBe(200)
    })

    it.each(FORMS)('a form for %s that says %j is refused, and nothing is done (IO-1)', async (path, form) => {
      await expectRefused(await browser.post(path, new URLSearchParams(form)), browser)
      expect((await browser.get('/api/runs')).status).toBe(200)
    })

    it('is left out of what Entra ID sends: it may send more some day, and nobody is to be locked out', async () => {
      const another = portal().open()
      const back = await backFromEntra(another)
      for (const name of ['client_info', 'iss', 'admin_consent', 'cloud_instance_name', 'not_known_yet'])
        back.searchParams.append(name, 'x')
      expect(locationOf(await another.get(`${back.pathname}${back.search}`)).pathname).toBe('/')
      expect((await another.get('/api/runs')).status).toBe(200)
    })

    it('is left out of what ends a session at Microsoft: the session ends', async () => {
      const another = portal().open()
      const back = await backFromEntra(another)
      await another.get(`${back.pathname}${back.search}`)
      const query = new URLSearchParams({
        sid: back.searchParams.get('session_state') ?? '',
        iss: 'x',
        not_known_yet: 'x',
      })
      expect((await portal().open().get(`/api/auth/front-channel-logout?${query}`)).status).toBe(200)
      expect((await another.get('/api/runs')).status).toBe(401)
    })

    it('is left out of the address of a page, which mail and chat programs decorate', async () => {
      expect((await browser.get('/runs?utm_source=mail&status=Failed&status=Queued')).status).toBe(200)
    })

    it('is not what Next adds to an address that its scripts ask for', async () => {
      const named = await browser.get('/api/auth/renew?callbackUrl=/runs', { rsc: '1' })
      expect(locationOf(named).searchParams.has('_rsc')).toBe(true)
      const { pathname, search } = locationOf(named)
      expect((await browser.get(`${pathname}${search}`, { rsc: '1' })).status).toBe(302)
    })
  })
}

async function backFromEntra(browser: PlainBrowser): Promise<URL> {
  const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
  return locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
}

async function expectRefused(answer: Response, { setCookies }: PlainBrowser): Promise<void> {
  expect([answer.status, await answer.text()]).toEqual([400, '{"code":"invalid_request"}'])
  expect([answer.headers.get('location'), setCookies]).toEqual([null, []])
}
