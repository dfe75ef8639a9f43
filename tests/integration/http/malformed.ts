import { expect, it } from 'vitest'
import { throwMalformed } from '../../malformed/portal-under-fire'
import { surfacesOf } from '../../malformed/surfaces'
import type { PortalOfTest } from './portal-of-test'
import { rawRequest } from './raw-request'

/** `npm run test:malformed` sends ten thousand; these are the first of the same ones. */
const COUNT = 25
const LONG_MS = 240_000

/** What no browser sends, wherever it may be sent to. */
export function malformedTests(portal: () => PortalOfTest): void {
  it(
    'malformed requests, at every way in, are no fault of the portal, show nothing of its inside and reach nobody else (IO-1, IO-4)',
    async () => {
      const told = await throwMalformed(portal().stack, { seed: 1, first: 0, count: COUNT }, () => undefined)
      expect(told.flatMap(({ complaints }) => complaints)).toEqual([])
      expect(told.map(({ surface }) => surface)).toEqual(surfacesOf('').map(({ name }) => name))
      // They were really malformed: most are refused, by the portal or by Node itself.
      const refused = told.map(({ statuses }) => Object.keys(statuses).filter((status) => /^4/.test(status)).length)
      expect(Math.min(...refused)).toBeGreaterThan(0)
    },
    LONG_MS,
  )

  it.each([
    ['TRACE', '/', 405],
    ['TRACE', '/api/runs', 405],
    ['TRACE', '/_next/static/x.js', 405],
    ['TRACE', '/_next/static/../x', 405],
    ['GET', '*', 400],
    ['OPTIONS', '*', 400],
    ['GET', '/api/auth/front-channel-logout?sid=%00', 200],
  ])('%s %s, on which Next or the database would fail, is answered with %i (IO-1)', async (method, path, status) => {
    expect((await rawRequest(portal().stack.portalUrl, path, { method })).status).toBe(status)
  })

  it.each(['x', '[]', '%', 'null', '%5B%22%22%5D', '['.repeat(60)])(
    'scripts that say they are at %j get a page, or none that is there (IO-1)',
    async (state) => {
      const headers = { rsc: '1', 'next-router-state-tree': state }
      for (const path of ['/nothing', '/api/nothing'])
        expect((await rawRequest(portal().stack.portalUrl, path, { headers })).status).toBe(404)
    },
  )

  it('a form that is sent to no page and no route is the fault of who sent it (IO-1)', async () => {
    const { portalUrl } = portal().stack
    const headers = { origin: portalUrl, 'content-type': 'multipart/form-data; boundary=x' }
    for (const path of ['/nothing', '/api/nothing', '/api/auth/../nothing'])
      expect((await rawRequest(portalUrl, path, { method: 'POST', headers, body: ['--y\r\n--y--'] })).status).toBe(
        400,
      )
  })
}
