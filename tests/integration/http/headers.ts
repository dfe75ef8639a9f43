import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PortalOfTest } from './portal-of-test'
import { rawRequest } from './raw-request'

const PATHS: readonly [string, string, number][] = [
  ['a page', '/sign-in', 200],
  ['the way to sign in', '/', 307],
  ['an address that leads nowhere', '/nothing/here', 404],
  ['an address that looks like an icon', '/iconography', 404],
  ['an answer for scripts', '/api/runs', 401],
  ['a route that does not exist', '/api/nothing', 404],
  ['an address of next-auth that is none of ours', '/api/auth/providers', 404],
  ['health', '/api/health/live', 200],
  ['an icon that there is not', '/icons.nothing.svg', 404],
  ['a page whose address says nothing', '/flows/%E0%A4%A', 307],
  ['an answer whose address says nothing', '/api/runs/%ff', 401],
]

/** The headers of every kind of answer. */
export function headerTests(portal: () => PortalOfTest): void {
  describe('headers', () => {
    it.each(PATHS)('WEB-3, WEB-4, WEB-5: %s, %s with %i', async (_what, path, status) => {
      const response = await portal().open().get(path)
      expect(response.status).toBe(status)
      expectSecurityHeaders(response, portal().stack.entraUrl)
    })

    it.each([
      ['/flows//x', '/flows/x'],
      ['//evil.contoso.example/x', '/evil.contoso.example/x'],
      ['/\\evil.contoso.example', '/evil.contoso.example'],
    ])(
      'what Next answers before anything of ours is asked has them too: %s (WEB-4, WEB-5)',
      async (path, leadsTo) => {
        const response = await rawRequest(portal().stack.portalUrl, path)
        expect([response.status, response.headers.get('location')]).toEqual([308, leadsTo])
        expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
        expectCommonHeaders(response)
      },
    )

    it('WEB-4: the files of the build say that they are what they are, and may be kept', async () => {
      const page = await (await portal().open().get('/sign-in')).text()
      const [, script = ''] = /src="(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(page) ?? []
      for (const path of [script, '/icon.svg']) {
        const { status, headers } = await portal().open().get(path)
        expect(status).toBe(200)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
        expect(headers.get('cache-control')).toMatch(/public/)
      }
    })

    it('each page names its build, so that scripts of another one load it anew (WEB-7)', async () => {
      const build = readFileSync('.next/BUILD_ID', 'utf8')
      const page = await (await portal().open().get('/sign-in')).text()
      const scripts = page.match(/src="\/_next\/static\/[^"]+"/g) ?? []
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(script).toMatch(new RegExp(`\\?dpl=${build}"$`))
    })

    it('WEB-3: the nonce is new for every answer, and every script of the page carries it', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => portal().open().get('/sign-in')))
      const nonces = answers.map((answer) => nonceOf(answer))
      expect(new Set(nonces).size).toBe(3)
      const markup = await answers[0]?.text()
      const scripts = markup?.match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(script).toContain(`nonce="${nonces[0]}"`)
    })

    it('WEB-3: a policy that the browser sends is dropped', async () => {
      const response = await portal().open().get('/sign-in', {
        'content-security-policy': "script-src 'nonce-AAAAAAAAAAAAAAAAAAAAAA=='",
        'content-security-policy-report-only': "default-src 'none'",
        'x-nonce': 'AAAAAAAAAAAAAAAAAAAAAA==',
      })
      expect(nonceOf(response)).not.toBe('AAAAAAAAAAAAAAAAAAAAAA==')
      expect(await response.text()).not.toContain('AAAAAAAAAAAAAAAAAAAAAA==')
      expect(response.headers.has('content-security-policy-report-only')).toBe(false)
    })

    it.each([
      '/_next/image?url=%2Fapi%2Fruns&w=640&q=75',
      '/_next/image?url=http%3A%2F%2F127.0.0.1%3A1%2F&w=64&q=75',
    ])('WEB-6: %s is nothing', async (path) => {
      expect((await portal().open().get(path)).status).toBe(404)
    })

    it('WEB-2: reading an address with HEAD answers as GET does, without a body', async () => {
      const response = await fetch(`${portal().stack.portalUrl}/api/runs`, { method: 'HEAD' })
      expect([response.status, await response.text()]).toEqual([401, ''])
    })
  })
}

export function nonceOf(response: Response): string | undefined {
  return /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
}

/** As WEB-3, WEB-4 and WEB-5 have them, on http; over https there is one more. */
export function expectSecurityHeaders({ headers }: Response, authority: string, secure = false): void {
  const policy = headers.get('content-security-policy')?.replaceAll(/'nonce-[\w+/]{22}=='/g, "'nonce-N'")
  // The hosts that the operator lists come last.
  expect(policy?.replace(/( [\w.:]+)+$/, '')).toBe(
    "default-src 'self'; script-src 'self' 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N'; " +
      "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; " +
      `form-action 'self' ${authority} https://*.azuredatabricks.net https://*.databricks.azure.us https://*.databricks.azure.cn`,
  )
  expectCommonHeaders({ headers }, secure)
}

function expectCommonHeaders({ headers }: Pick<Response, 'headers'>, secure = false): void {
  expect(headers.get('cache-control')).toMatch(/^private,.*no-store/)
  expect({
    sniff: headers.get('x-content-type-options'),
    referrer: headers.get('referrer-policy'),
    opener: headers.get('cross-origin-opener-policy'),
    resource: headers.get('cross-origin-resource-policy'),
    permissions: headers.get('permissions-policy'),
    transport: headers.get('strict-transport-security'),
    poweredBy: headers.get('x-powered-by'),
  }).toEqual({
    sniff: 'nosniff',
    referrer: 'same-origin',
    opener: 'same-origin',
    resource: 'same-origin',
    permissions: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    transport: secure ? 'max-age=63072000; includeSubDomains' : null,
    poweredBy: null,
  })
}
