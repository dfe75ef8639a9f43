import 'server-only'
import { config } from '@/lib/config'

/**
 * Whether a request that changes something was sent by a page of ours. `Origin` decides where there is one; a browser
 * leaves it out of some same-origin posts, and then `Sec-Fetch-Site` must say so. Forwarded headers count for nothing
 * (WEB-1, AUTH-7).
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const origin = headers.get('origin')
  return origin === null ? headers.get('sec-fetch-site') === 'same-origin' : origin === config().origin
}
