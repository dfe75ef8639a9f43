import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { isId } from '@/lib/is-id'
import { clientAddress } from './client-address'

/** `proxy.ts` writes it into every request, over whatever came from outside. */
export const REQUEST_ID_HEADER = 'x-request-id'

const LONGEST_AGENT = 300

/** What the audit log says about a request. */
export function requestFacts(headers: Pick<Headers, 'get'>): RequestFacts {
  const id = headers.get(REQUEST_ID_HEADER) ?? ''
  return {
    id: isId(id) ? id : crypto.randomUUID(),
    address: clientAddress(headers),
    agent: headers.get('user-agent')?.slice(0, LONGEST_AGENT),
  }
}
