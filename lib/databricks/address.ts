import 'server-only'
import { BlockList, isIP } from 'node:net'

/** What an address is good for; `never` are those that no operator can have meant. */
export type AddressClass = 'public' | 'private' | 'loopback' | 'never'

type Family = 'ipv4' | 'ipv6'

const PRIVATE = networks('ipv4', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10')
const PRIVATE6 = networks('ipv6', 'fc00::/7')
const LOOPBACK = networks('ipv4', '127.0.0.0/8')
const LOOPBACK6 = networks('ipv6', '::1/128')

/** RFC 6890 and its successors, multicast, reserved, Azure's metadata (link-local) and wire server. */
const NEVER = networks(
  'ipv4',
  ...['0.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
)

/** All that is assigned on the internet; mapped, NAT64, link-local and multicast forms lie outside of it. */
const GLOBAL6 = networks('ipv6', '2000::/3')

/** Within it: Teredo and ORCHID, documentation, and 6to4, which wraps any IPv4 address. */
const NEVER6 = networks('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20')

export function addressClass(address: string): AddressClass {
  const plain = address.replace(/%.*$/, '') // a zone, as in fe80::1%eth0
  if (isIP(plain) === 4) return class4(plain)
  return isIP(plain) === 6 ? class6(plain) : 'never'
}

function class4(address: string): AddressClass {
  if (NEVER.check(address, 'ipv4')) return 'never'
  if (LOOPBACK.check(address, 'ipv4')) return 'loopback'
  return PRIVATE.check(address, 'ipv4') ? 'private' : 'public'
}

function class6(address: string): AddressClass {
  if (PRIVATE6.check(address, 'ipv6')) return 'private'
  if (GLOBAL6.check(address, 'ipv6')) return NEVER6.check(address, 'ipv6') ? 'never' : 'public'
  return LOOPBACK6.check(address, 'ipv6') ? 'loopback' : 'never'
}

function networks(family: Family, ...prefixes: string[]): BlockList {
  const list = new BlockList()
  for (const prefix of prefixes) {
    const [network = '', bits] = prefix.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}
