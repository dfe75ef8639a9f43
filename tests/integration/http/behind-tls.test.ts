import { describe, expect, it } from 'vitest'
import { problem } from '@/lib/language/en/problem'
import { hasPostgres } from '../../support/postgres'
import { emptyPostgresUrl } from '../../support/stores'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy'
import { expectSecurityHeaders, nonceOf } from './headers'
import { loggedAddress } from './logged-addresses'
import { formWith, locationOf } from './plain-browser'
import { type PortalOfTest, portalOfTest } from './portal-of-test'

const ORIGIN = 'https://portal.contoso.example'

let road: TcpProxy | undefined

/** A portal whose TLS ends in front of it, with its database at the end of a road that can be closed. */
const portal = portalOfTest(async () => ({
  env: { NEXTAUTH_URL: ORIGIN },
  ...(hasPostgres() && { databaseUrl: await databaseBeyondTheRoad() }),
}))

async function databaseBeyondTheRoad(): Promise<string> {
  const url = new URL(await emptyPostgresUrl())
  road = await startTcpProxy(Number(url.port || '5432'))
  url.hostname = '127.0.0.1'
  url.port = String(road.port)
  return url.href
}

async function signedIn({ stack, entra, open }: PortalOfTest) {
  const registered = await fetch(`${entra.url}/__emulator/apps/${stack.env.AZURE_CLIENT_ID}`, {
    method: 'POST',
    body: JSON.stringify({ redirectUris: [`${ORIGIN}/api/auth/callback/azure-ad`] }),
  })
  expect(registered.status).toBe(200)
  const browser = open()
  const done = await browser.signIn('user@contoso.example', { callbackUrl: '/runs' })
  return { browser, done }
}

describe('a portal that is known by its https address', () => {
  it('SES-2: has cookies that no other host or path can set, and that go over https only', async () => {
    const browser = portal().open()
    const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
    expect(browser.setCookies).toHaveLength(4)
    for (const line of browser.setCookies) {
      expect(line).toMatch(/^__Host-/)
      expect(line).toMatch(/; Secure/)
      expect(line).toMatch(/; HttpOnly/)
      expect(line).toMatch(/; SameSite=Lax/)
      expect(line).toMatch(/; Path=\/(;|$)/)
      expect(line).not.toMatch(/Domain=/i)
    }
    expect(locationOf(start).searchParams.get('redirect_uri')).toBe(`${ORIGIN}/api/auth/callback/azure-ad`)
  })

  it('AUTH-7: leads to its own address, whatever Host and forwarded headers say', async () => {
    const { browser, done } = await signedIn(portal())
    expect(locationOf(done).href).toBe(`${ORIGIN}/runs`)
    expect(browser.cookies.get('__Host-next-auth.session-token')).toBeTruthy()
    expect((await browser.get('/api/runs')).status).toBe(200)
    const out = await browser.post('/api/auth/signout', new URLSearchParams(), {
      'x-forwarded-host': 'evil.contoso.example',
    })
    expect(locationOf(out).href).toBe(`${ORIGIN}/sign-in?signedOut=1`)
    expect([...browser.cookies.keys()].filter((name) => name.includes('session'))).toEqual([])
  })

  it.each([{}, { 'x-forwarded-host': 'evil.contoso.example' }, { 'x-forwarded-proto': 'http' }])(
    'WEB-1: runs a flow that its own page asks for, with %j',
    async (headers) => {
      const { browser } = await signedIn(portal())
      const before = (await portal().databricks.runs()).length
      const form = formWith(await (await browser.get('/flows/ping-lakehouse')).text(), 'Run flow')
      const pressed = await browser.post('/flows/ping-lakehouse', form, headers)
      expect(pressed.status).toBe(303)
      expect((await portal().databricks.runs()).length).toBe(before + 1)
    },
  )

  it('WEB-1: refuses what comes from the address behind the TLS', async () => {
    const { browser } = await signedIn(portal())
    const form = new URLSearchParams()
    const { portalUrl } = portal().stack
    expect((await browser.postAs({ origin: portalUrl }, '/api/auth/signout', form)).status).toBe(403)
  })

  it('WEB-4: has browsers come back over https only', async () => {
    for (const path of ['/sign-in', '/nothing/here', '/api/runs']) {
      expectSecurityHeaders(await portal().open().get(path), portal().stack.entraUrl, true)
    }
  })
})

describe.skipIf(!hasPostgres())('a portal whose settings name no proxy', () => {
  it.each<Record<string, string>>([
    { 'x-forwarded-for': '203.0.113.66' },
    { 'x-forwarded-for': '127.0.0.1, 203.0.113.66' },
    { 'lakeport-peer-address': '203.0.113.66' },
    { 'Lakeport-Peer-Address': '203.0.113.66', forwarded: 'for=203.0.113.66', 'x-real-ip': '203.0.113.66' },
  ])('logs who connected, and not %j (AUTH-7)', async (headers) => {
    await signedIn(portal()) // which registers the address to return to
    expect(await loggedAddress(portal(), headers)).toBe('127.0.0.1')
  })
})

describe.skipIf(!hasPostgres())('when the database is gone', () => {
  it('WEB-3, WEB-4, REL-9, OPS-8: pages and answers fail in plain words, with every header, and the process lives', async () => {
    const { browser } = await signedIn(portal())
    await road?.close()

    const page = await browser.get('/runs')
    expect(page.status).toBe(503)
    expectSecurityHeaders(page, portal().stack.entraUrl, true)
    const markup = await page.text()
    expect(markup).toContain(problem.brokenTitle)
    expect(markup).toContain(problem.brokenText)
    expect(markup).toContain(`nonce="${nonceOf(page)}"`)
    expect(markup).not.toMatch(/ECONN|postgres|\bat \/|select |node_modules|127\.0\.0\.1:5|store_unavailable/i)

    const answer = await browser.get('/api/runs')
    expect([answer.status, await answer.json()]).toEqual([503, { code: 'store_unavailable' }])
    const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
    expect(start.status).toBe(302)
    const failed = await browser.follow(await fetch(locationOf(start), { redirect: 'manual' }))
    expect(locationOf(failed).href).toMatch(/^https:\/\/portal\.contoso\.example\/auth-error\?code=unavailable/)
    expect((await portal().open().get('/api/health/ready')).status).toBe(503)
    expect((await portal().open().get('/api/health/live')).status).toBe(200)
  })
})
