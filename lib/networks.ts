import 'server-only'
import { BlockList, isIP } from 'node:net'

/** Wider ones hold so many strangers that nobody can mean them. */
const WIDEST_BITS = { ipv4: 8, ipv6: 16 }

/** A single address, or a network like `10.0.0.0/8` and `2001:db8::/32`. */
export function isNetwork(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/')
  const family = familyOf(address)
  if (!family || more.length > 0) return false
  const most = family === 'ipv6' ? 128 : 32
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= WIDEST_BITS[family] && Number(bits) <= most)
}

/** @throws Error for an entry that `isNetwork` does not take */
export function networksOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = familyOf(address) ?? 'ipv4'
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}

export function isWithin(networks: BlockList, address: string): boolean {
  const family = familyOf(address)
  return family !== undefined && networks.check(address, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  if (version === 0) return undefined
  return version === 6 ? 'ipv6' : 'ipv4'
}
