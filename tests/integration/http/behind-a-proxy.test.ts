import { describe, expect, it } from 'vitest'
import { hasPostgres } from '../../support/postgres'
import { emptyPostgresUrl } from '../../support/stores'
import { loggedAddress } from './logged-addresses'
import { portalOfTest } from './portal-of-test'

/** These tests are the proxy, and the portal is told so. */
describe.skipIf(!hasPostgres())('a portal behind a proxy that its settings name', () => {
  const portal = portalOfTest(async () => ({
    env: { LAKEPORT_TRUSTED_PROXIES: '127.0.0.1,::1' },
    databaseUrl: await emptyPostgresUrl(),
  }))

  it.each<[string, Record<string, string>, string]>([
    ['the client that the proxy names', { 'x-forwarded-for': '198.51.100.1' }, '198.51.100.1'],
    ['not what that client wrote before', { 'x-forwarded-for': '203.0.113.66, 198.51.100.1' }, '198.51.100.1'],
    ['the proxy, when it names nobody', {}, '127.0.0.1'],
    [
      'never what a header of our own would say',
      { 'lakeport-peer-address': '203.0.113.66', 'x-forwarded-for': '198.51.100.1' },
      '198.51.100.1',
    ],
    ['nothing of other headers', { forwarded: 'for=203.0.113.66', 'x-real-ip': '203.0.113.66' }, '127.0.0.1'],
  ])('logs %s (AUTH-7)', async (_what, headers, address) => {
    expect(await loggedAddress(portal(), headers)).toBe(address)
  })
})
