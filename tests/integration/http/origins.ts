import { describe, expect, it } from 'vitest'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

type Headers = (own: string) => Record<string, string>

const EVIL = 'https://evil.contoso.example'
const FOREIGN: readonly [string, Headers][] = [
  ['nothing that says where it came from', () => ({})],
  ['another origin', () => ({ origin: EVIL })],
  ['no origin that is told', () => ({ origin: 'null' })],
  ['an empty origin', () => ({ origin: '' })],
  ['our origin with a slash', (own) => ({ origin: `${own}/` })],
  ['our origin at another port', (own) => ({ origin: own.replace(/\d+$/, '1') })],
  ['our origin over https', (own) => ({ origin: own.replace('http:', 'https:') })],
  ['our origin as a beginning', (own) => ({ origin: `${own}.evil.contoso.example` })],
  ['another origin, called same by Fetch Metadata', () => ({ origin: EVIL, 'sec-fetch-site': 'same-origin' })],
  ['another site', () => ({ 'sec-fetch-site': 'cross-site' })],
  ['a sister site', () => ({ 'sec-fetch-site': 'same-site' })],
  ['a person’s own doing', () => ({ 'sec-fetch-site': 'none' })],
  ['another origin that the forwarded host agrees with', () => forwarded('evil.contoso.example')],
  ['another origin and a forwarded list', (own) => forwarded(`evil.contoso.example, ${new URL(own).host}`)],
  ['a referrer of ours alone', (own) => ({ referer: `${own}/` })],
]
const OWN: readonly [string, Headers][] = [
  ['our origin', (own) => ({ origin: own })],
  ['no origin, but same by Fetch Metadata', () => ({ 'sec-fetch-site': 'same-origin' })],
  ['our origin, whatever was forwarded', (own) => ({ ...forwarded('evil.contoso.example'), origin: own })],
]

function forwarded(host: string): Record<string, string> {
  return {
    origin: EVIL,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'https',
    forwarded: `host=${host};proto=https`,
  }
}

/** Who may make a browser change something. */
export function originTests(portal: () => PortalOfTest): void {
  const own = () => portal().stack.portalUrl

  describe('WEB-1: starting a sign-in', () => {
    const start = (headers: Headers) => {
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
