import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { formWith } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

const FORM = 'application/x-www-form-urlencoded'
const SIGN_IN = '/api/auth/signin/azure-ad'
const FIELD = 'login_hint='
const CAP = 65_536

/** What may be sent, and how much of it. */
export function bodyTests(portal: () => PortalOfTest): void {
  const send = (body: BodyInit, headers: Record<string, string> = { 'content-type': FORM }) =>
    portal().open().post(SIGN_IN, body, headers)

  describe('IO-2: bodies', () => {
    it.each([
      [CAP - 1, 302],
      [CAP, 302],
      [CAP + 1, 413],
      [1_000_000, 413],
    ])('a form of %i bytes: %i', async (bytes, status) => {
      const response = await send(`${FIELD}${'a'.repeat(bytes - FIELD.length)}`)
      expect(response.status).toBe(status)
    })

    it.each([
      [500, 400], // it is read, and is none of ours
      [501, 413],
    ])('a form of %i fields: %i', async (fields, status) => {
      expect((await send('a=&'.repeat(fields))).status).toBe(status)
    })

    it.each([undefined, '', 'application/json', 'text/plain', `${FORM}x`, 'multipart/form-data; boundary=x'])(
      'a form as %j is no form',
      async (type) => {
        expect(
          (await send(new Blob(['login_hint=x']), type === undefined ? {} : { 'content-type': type })).status,
        ).toBe(415)
      },
    )

    it.each([`${FORM}; charset=utf-8`, FORM.toUpperCase(), ` ${FORM} ;x`])('a form as %j is one', async (type) => {
      expect((await send('login_hint=x', { 'content-type': type })).status).toBe(302)
    })

    it('a compressed form is none', async () => {
      const body = gzipSync(`x=${'a'.repeat(1_000_000)}`)
      expect((await send(body, { 'content-type': FORM, 'content-encoding': 'gzip' })).status).toBe(415)
    })

    it('one whose length is not told is counted as it comes', async () => {
      const chunk = new TextEncoder().encode('a'.repeat(16_384))
      let sent = 0
      const body = new ReadableStream({
        pull(controller) {
          if (sent++ < 64) controller.enqueue(chunk)
          else controller.close()
        },
      })
      const response = await fetch(`${portal().stack.portalUrl}${SIGN_IN}`, {
        method: 'POST',
        headers: { 'content-type': FORM, origin: portal().stack.portalUrl },
        body,
        duplex: 'half',
      } as RequestInit)
      expect(response.status).toBe(413)
    })

    it('one that is shorter than it says, or cut, harms nobody', async () => {
      const { port, host } = new URL(portal().stack.portalUrl)
      for (const text of ['login_hint=x', '']) {
        const socket = connect(Number(port), '127.0.0.1')
        await once(socket, 'connect')
        const head = `POST ${SIGN_IN} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Type: ${FORM}\r\n`
        socket.write(`${head}Content-Length: 5000\r\n\r\n${text}`)
        socket.end()
        socket.resume()
        await once(socket, 'close')
      }
      expect((await portal().open().get('/api/health/ready')).status).toBe(200)
    })

    it.each(['__proto__', 'constructor', 'toString'])(
      'a field called %s is a field like others (IO-4)',
      async (name) => {
        expect((await send(`${name}=x&callbackUrl=/runs`)).status).toBe(400)
      },
    )
  })

  describe('IO-1, IO-2: the form of a flow', () => {
    const open = async () => {
      const browser = portal().open()
      await browser.signIn('user@contoso.example')
      return { browser, form: formWith(await (await browser.get('/flows/ping-lakehouse')).text(), 'Run flow') }
    }

    it('is refused above 64 KB, and nothing runs', async () => {
      const { browser, form } = await open()
      const before = (await portal().databricks.runs()).length
      form.set('p.x', 'a'.repeat(80_000))
      expect((await browser.post('/flows/ping-lakehouse', form)).status).toBe(413)
      expect((await portal().databricks.runs()).length).toBe(before)
    })

    it.each(['jobId', 'host', 'startedBy', '__proto__', 'constructor'])(
      'AUTHZ-6: with a field %s of its own runs nothing, and says so',
      async (name) => {
        const { browser, form } = await open()
        const before = (await portal().databricks.runs()).length
        form.set(name, '9007199254740993')
        const response = await browser.post('/flows/ping-lakehouse', form)
        expect(response.status).toBe(400)
        expect(await response.text()).toMatch(/The flow was not run/)
        expect((await portal().databricks.runs()).length).toBe(before)
      },
    )
  })

  describe('REL-9: health', () => {
    it.each([
      ['/api/health/live', { status: 'ok' }],
      ['/api/health/ready', { status: 'ready' }],
    ])('%s says no more than how it is, to anybody', async (path, body) => {
      const response = await portal().open().get(path)
      expect([response.status, await response.json()]).toEqual([200, body])
    })
  })
}
