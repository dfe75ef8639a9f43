import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientAddress } from '@/lib/identity/server/client-address'
import { newSecrets, portalSettings } from '../../../emulators/portal-settings.mjs'

const MARK = Symbol.for('lakeport.peer-address')
const marked = globalThis as { [mark: symbol]: unknown }

beforeAll(() => {
  Object.assign(process.env, portalSettings({ portal: 1, entra: 2, databricks: 3 }), newSecrets(), {
    LAKEPORT_TRUSTED_PROXIES: '10.1.0.0/16, 2001:db8:a::/48, 192.0.2.9',
  })
  marked[MARK] = 'lakeport-peer-address'
})
afterAll(() => {
  delete marked[MARK]
})

const PROXY = '10.1.2.3'
const addressOf = (peer: string, forwardedFor?: string) =>
  clientAddress(
    new Headers({ 'lakeport-peer-address': peer, ...(forwardedFor && { 'x-forwarded-for': forwardedFor }) }),
  )

describe('the address of a client', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['nobody in between', '203.0.113.5', undefined, '203.0.113.5'],
    ['a stranger who writes what they like', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['a stranger who poses as our proxy', '203.0.113.5', '10.1.2.3', '203.0.113.5'],
    ['our proxy', PROXY, '198.51.100.1', '198.51.100.1'],
    ['our proxy, and before it what the client wrote', PROXY, '192.0.2.1, 198.51.100.1', '198.51.100.1'],
    ['two proxies of ours', PROXY, '203.0.113.66, 198.51.100.1, 192.0.2.9', '198.51.100.1'],
    ['our proxy that is asked by itself', PROXY, undefined, PROXY],
    ['proxies of ours alone', PROXY, '192.0.2.9, 10.1.9.9', '192.0.2.9'],
    ['our proxy, which names a port', PROXY, '198.51.100.1:51234', '198.51.100.1'],
    ['our proxy, which names an IPv6 address and a port', PROXY, '[2001:db8:b::1]:443', '2001:db8:b::1'],
    ['our proxy over IPv6', '2001:db8:a::7', '2001:DB8:B::1', '2001:db8:b::1'],
    ['our proxy, an IPv4 address in IPv6 clothes', '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['our proxy, which writes nonsense', PROXY, '198.51.100.1, unknown', PROXY],
    ['our proxy, which writes a name', PROXY, 'localhost', PROXY],
    ['our proxy, which writes nothing', PROXY, ' , ', PROXY],
    ['our proxy, which is sent markup', PROXY, '<script>', PROXY],
    ['a neighbour of our proxy', '10.2.0.1', '198.51.100.1', '10.2.0.1'],
    ['a link-local address with its zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['a socket that is gone', '', '198.51.100.1', undefined],
  ])('with %s, %s that forwards for %s, is %s (AUTH-7)', (_how, peer, forwardedFor, expected) => {
    expect(addressOf(peer, forwardedFor)).toBe(expected)
  })

  it('is not known where only the request itself says who sent it (AUTH-7)', () => {
    delete marked[MARK]
    expect(addressOf('203.0.113.5', '198.51.100.1')).toBeUndefined()
    marked[MARK] = 'lakeport-peer-address'
  })
})
