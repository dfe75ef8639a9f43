import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { formWith, type PlainBrowser } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'
import { type RawAnswer, rawRequest } from './raw-request'

const FLOW = '/flows/ping-lakehouse'
const MULTIPART = 'multipart/form-data; boundary=x'

/** What is sent to the address of a page instead of its own form: refused, in whatever way it is sent, and nothing runs. */
export function postedActionTests(portal: () => PortalOfTest): void {
  describe('an action', () => {
    it.each([
      '',
      'application/json',
      'application/x-www-form-urlencoded',
      'text/plain',
      'text/html',
      'multipart/mixed',
    ])('takes no body of type %j (WEB-2)', async (type) => {
      await expectRefused(415, (browser) => browser.post(FLOW, new Blob(['{}'], { type }), { accept: '*/*' }))
    })

    it('takes no compressed body (IO-2)', async () => {
      const headers = { 'content-type': MULTIPART, 'content-encoding': 'gzip' }
      await expectRefused(415, (browser) => browser.post(FLOW, gzipSync('--x--'), headers))
    })

    it('counts a body whose length is not told, by script or without (IO-2)', async () => {
      const { id, browser } = await open()
      const field = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${id}"\r\n\r\n`
      const much = Array.from({ length: 20 }, () => 'a'.repeat(4_096))
      const sent = { 'content-type': MULTIPART }
      await expectRefused(413, () => chunked(browser, [field, ...much, '\r\n--x--'], sent))
      await expectRefused(413, () => chunked(browser, [field, ...much, '\r\n--x--'], { ...sent, 'next-action': id }))
      await expectRefused(413, () =>
        chunked(browser, ['["', ...much, '"]'], { 'content-type': 'text/plain', 'next-action': id }),
      )
    })

    it('says to a person that it was too much, in words (IO-2, OPS-8)', async () => {
      const { form, browser } = await open()
      form.set('p.note', 'a'.repeat(80_000))
      const response = await browser.post(FLOW, form, { accept: 'text/html' })
      expect(response.status).toBe(413)
      expect(await response.text()).toContain('That is too much at once.')
    })

    it.each([
      [500, 200],
      [501, 413],
    ])('with %i fields of its own is answered with %i (IO-2)', async (count, status) => {
      const { form, browser } = await open()
      const own = [...form.keys()].filter((name) => !name.startsWith('$ACTION')).length
      for (let more = own; more < count; more++) form.append('p.nothing', 'x')
      const before = await runs()
      expect((await browser.post(FLOW, form)).status).toBe(status)
      expect(await runs()).toBe(before)
    })

    it.each<[string, string]>([
      ['nothing', ''],
      ['no form', 'nonsense'],
      ['a form that is cut', '--x\r\nContent-Disposition: form-data; name="p.x"\r\n\r\nabc'],
      ['a form of the wrong boundary', '--y\r\nContent-Disposition: form-data; name="p.x"\r\n\r\nabc\r\n--y--'],
    ])('that holds %s is the fault of who sent it (IO-1)', async (_what, body) => {
      await expectRefused(400, (browser) => browser.post(FLOW, new Blob([body]), { 'content-type': MULTIPART }))
    })

    it.each<[string, string, number]>([
      ['no form', '[]', 400],
      ['a text', '["x"]', 400],
      ['no JSON', 'nonsense', 400],
      ['a form that is not there', '["$undefined","$K1"]', 400],
      ['what every object inherits', '[{},"$1:constructor:constructor"]', 400],
      ['a prototype', '[{"__proto__":{"roles":["Portal.Admin"]}},"$K1"]', 400],
      ['a promise of nothing', '["$@5","$@6"]', 400],
      ['another action as its form', '["$undefined","$F1"]', 400],
      ['2,000 arguments', `[${'1,'.repeat(1_999)}1]`, 400],
      ['brackets within brackets', '['.repeat(20_000), 400],
    ])('that scripts call with %s starts nothing (IO-1, IO-4)', async (_what, body, status) => {
      const { id } = await open()
      await expectRefused(status, (browser) =>
        browser.post(FLOW, body, { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' }),
      )
      expect(Reflect.get({}, 'roles')).toBeUndefined()
    })
  })

  async function open() {
    const browser = portal().open()
    await browser.signIn('user@contoso.example')
    const form = formWith(await (await browser.get(FLOW)).text(), 'Run flow')
    const [, id = ''] =
      [...form.values()].map((value) => /"id":"([0-9a-f]+)"/.exec(String(value))).find(Boolean) ?? []
    return { browser, form, id }
  }

  async function runs(): Promise<number> {
    return (await portal().databricks.runs()).length
  }

  async function expectRefused(status: number, send: (browser: PlainBrowser) => Promise<Response | RawAnswer>) {
    const { browser } = await open()
    const before = await runs()
    const response = await send(browser)
    const text = typeof response.text === 'string' ? response.text : await response.text()
    expect(response.status, text).toBe(status)
    expect(text).not.toMatch(/\bat .*\.(js|ts)|node_modules|\/\.next\/|Error:/)
    expect(await runs()).toBe(before)
  }

  function chunked(browser: PlainBrowser, body: readonly string[], headers: Record<string, string>) {
    const { portalUrl } = portal().stack
    const sent = { cookie: browser.cookieHeader, origin: portalUrl, ...headers }
    return rawRequest(portalUrl, FLOW, { method: 'POST', headers: sent, body })
  }
}
