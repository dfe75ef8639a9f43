import { describe, expect, it } from 'vitest'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'
import { FOREIGN, OWN, type SentFrom } from './senders'

/** Who may make a browser change something. */
export function originTests(portal: () => PortalOfTest): void {
  const own = () => portal().stack.portalUrl

  describe('WEB-1: starting a sign-in', () => {
    const start = (headers: SentFrom) => {
      const form = new URLSearchParams({ login_hint: 'user@contoso.example' })
      return portal().open().postAs(headers(own()), '/api/auth/signin/azure-ad', form)
    }

    it.each(FOREIGN)('from %s is refused', async (_from, headers) => {
      const response = await start(headers)
      expect(response.status).toBe(403)
      expect(await response.json()).toEqual({ code: 'origin_refused' })
      expect(response.headers.getSetCookie()).toEqual([])
    })

    it.each(OWN)('AUTH-7: from %s leads to Microsoft, and back to our origin alone', async (_from, headers) => {
      const location = locationOf(await start(headers))
      expect(location.origin).toBe(portal().stack.entraUrl)
      expect(location.searchParams.get('redirect_uri')).toBe(`${own()}/api/auth/callback/azure-ad`)
    })
  })

  describe('WEB-1: signing out', () => {
    it.each(FOREIGN)('from %s is refused, and the session lives on', async (_from, headers) => {
      const browser = await signedIn()
      expect((await browser.postAs(headers(own()), '/api/auth/signout', new URLSearchParams())).status).toBe(403)
      expect((await browser.get('/api/runs')).status).toBe(200)
    })

    it.each(['/api/auth/signout', '/api/auth/signin/azure-ad', '/api/auth/signin'])(
      'WEB-2: reading %s changes nothing',
      async (path) => {
        const browser = await signedIn()
        expect((await browser.get(path)).status).toBe(404)
        expect((await browser.get('/api/runs')).status).toBe(200)
      },
    )
  })

  describe('WEB-1: pressing the button', () => {
    it.each(FOREIGN)('from %s runs nothing', async (_from, headers) => {
      const browser = await signedIn()
      const before = await runsOf(portal())
      const form = await pressForm(browser)
      expect((await browser.postAs(headers(own()), '/flows/ping-lakehouse', form)).status).toBe(403)
      expect(await runsOf(portal())).toBe(before)
    })

    it.each(OWN)(
      'RUN-3: from %s runs the job, and the same form again runs it no second time',
      async (_from, headers) => {
        const browser = await signedIn()
        const before = await runsOf(portal())
        const form = await pressForm(browser)
        const sent = { ...headers(own()), 'x-forwarded-host': new URL(own()).host }
        const first = await browser.postAs(sent, '/flows/ping-lakehouse', form)
        expect(first.status).toBe(303)
        expect(locationOf(first).pathname).toMatch(/^\/runs\/[0-9a-f-]{36}$/)
        const second = await browser.postAs(sent, '/flows/ping-lakehouse', form)
        expect(locationOf(second).pathname).toBe(locationOf(first).pathname)
        expect(await runsOf(portal())).toBe(before + 1)
      },
    )
  })

  let known: PlainBrowser | undefined
  async function signedIn(): Promise<PlainBrowser> {
    if (known && (await known.get('/api/runs')).status === 200) return known
    known = portal().open()
    await known.signIn('user@contoso.example')
    return known
  }
}

async function pressForm(browser: PlainBrowser): Promise<FormData> {
  return formWith(await (await browser.get('/flows/ping-lakehouse')).text(), 'Run flow')
}

async function runsOf({ databricks }: PortalOfTest): Promise<number> {
  return (await databricks.runs()).length
}
