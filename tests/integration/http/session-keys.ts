import { decode } from 'next-auth/jwt'
import { describe, expect, it } from 'vitest'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

const SESSION = 'next-auth.session-token'
const UPN = 'user2@contoso.example'

/** When a session gets another key, and what becomes of the one before. */
export function sessionKeyTests(portal: () => PortalOfTest): void {
  const keyOf = async (browser: PlainBrowser) =>
    decode({ token: browser.cookies.get(SESSION) ?? '', secret: portal().stack.env.NEXTAUTH_SECRET ?? '' })
  const copyOf = (browser: PlainBrowser) => {
    const copy = portal().open()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    return copy
  }
  const statusOf = async (browser: PlainBrowser) => (await browser.get('/api/runs')).status

  /** Signed in as a User, and an Admin since then: the renewal of a token for the flow has told the portal. */
  async function promoted(): Promise<PlainBrowser> {
    const { entra, open } = portal()
    const browser = open()
    await entra.setMode({ accessTokenSeconds: 200 })
    await browser.signIn(UPN)
    await entra.setMode({ accessTokenSeconds: null })
    await entra.patchUser(UPN, { roles: ['Portal.Admin'] })
    const form = formWith(await (await browser.get('/flows/ping-lakehouse')).text(), 'Run flow')
    expect((await browser.post('/flows/ping-lakehouse', form)).status).toBe(303)
    await entra.patchUser(UPN, { roles: ['Portal.User'] })
    return browser
  }

  describe('after a change of roles', () => {
    it('the new ones act at once, and the next page brings another key (SES-3, AUTHZ-1)', async () => {
      const browser = await promoted()
      const before = copyOf(browser)
      expect((await browser.get('/api/runs?all=1')).status).toBe(200)
      const page = await browser.get('/admin/runs?status=Failed')
      expect(locationOf(page).pathname).toBe('/api/auth/renew')
      const renewed = await browser.follow(page)
      expect(locationOf(renewed).href).toBe(`${portal().stack.portalUrl}/admin/runs?status=Failed`)
      for (const line of renewed.headers.getSetCookie()) expect(line).toMatch(/; HttpOnly.*; SameSite=Lax/)
      expect((await browser.follow(renewed)).status).toBe(200)
      const [old, now] = [await keyOf(before), await keyOf(browser)]
      expect(now).toMatchObject({ sub: old?.sub, tid: old?.tid, name: old?.name })
      expect(now?.ses).not.toBe(old?.ses)
      expect(Number(now?.exp)).toBeLessThanOrEqual(Number(old?.exp))
      expect(await statusOf(before)).toBe(401)
    })

    it('the key is renewed once, and whoever comes with the one before gets nothing (SES-3)', async () => {
      const browser = await promoted()
      const late = copyOf(browser)
      await browser.get('/api/auth/renew?callbackUrl=/runs')
      const key = (await keyOf(browser))?.ses
      expect(key).not.toBe((await keyOf(late))?.ses)
      const again = await browser.get('/api/auth/renew?callbackUrl=/runs')
      expect([again.headers.getSetCookie(), (await keyOf(browser))?.ses]).toEqual([[], key])
      const tooLate = await late.get('/api/auth/renew?callbackUrl=//evil.contoso.example')
      expect(tooLate.headers.getSetCookie()).toEqual([])
      expect(locationOf(tooLate).href).toBe(`${portal().stack.portalUrl}/`)
      expect(await statusOf(late)).toBe(401)
    })

    it('nobody without a session gets one (SES-3)', async () => {
      const browser = portal().open()
      const answer = await browser.get('/api/auth/renew?callbackUrl=/runs')
      expect([locationOf(answer).pathname, answer.headers.getSetCookie()]).toEqual(['/runs', []])
    })
  })

  describe('a sign-in over another', () => {
    it('ends the session of before, a copy of its cookie too (SES-1)', async () => {
      const browser = portal().open()
      await browser.signIn(UPN)
      const before = copyOf(browser)
      const done = await browser.signIn(UPN)
      expect(done.headers.get('clear-site-data')).toBeNull()
      expect([await statusOf(before), await statusOf(browser)]).toEqual([401, 200])
    })

    it('has the browser forget what it kept for somebody else, and so has a sign-out (SES-7)', async () => {
      const browser = portal().open()
      await browser.signIn(UPN)
      const done = await browser.signIn('user@contoso.example')
      expect(done.headers.get('clear-site-data')).toBe('"cache", "storage"')
      const out = await browser.post('/api/auth/signout', new URLSearchParams())
      expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"')
    })
  })
}
