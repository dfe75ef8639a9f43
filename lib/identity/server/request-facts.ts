import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { clientAddress } from './client-address'

/** `proxy.ts` writes it into every request, over whatever came from outside. */
export const REQUEST_ID_HEADER = 'x-request-id'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const LONGEST_AGENT = 300

/** What the audit log says about a request. */
export function requestFacts(headers: Pick<Headers, 'get'>): RequestFacts {
  const id = headers.get(REQUEST_ID_HEADER) ?? ''
  return {
    id: UUID.test(id) ? id : crypto.randomUUID(),
    address: clientAddress(headers),
    agent: headers.get('user-agent')?.slice(0, LONGEST_AGENT),
  }
}
