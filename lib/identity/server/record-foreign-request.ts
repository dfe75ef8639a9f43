import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { requestFacts } from './request-facts'
import { viewerOf } from './viewer'

interface ForeignRequest {
  readonly headers: Pick<Headers, 'get'>
  readonly cookies: Readonly<Record<string, string>>
  /** Of the page or route, or the word `action`. */
  readonly path: string
}

/** Writes that another site had a browser send something (WEB-1): in whose name, if it brought a session along. */
export async function recordForeignRequest({ headers, cookies, path }: ForeignRequest): Promise<void> {
  const viewer = await viewerOf(cookies).catch(nobodyKnown)
  await recordRefusal(
    { ...(viewer && actorOf(viewer)), request: requestFacts(headers) },
    {
      action: 'request.send',
      target: `path:${path}`,
      reason: 'origin_refused',
      details: { origin: headers.get('origin')?.slice(0, 200) ?? null },
    },
  )
}

/** Whose roles cannot be checked stays unnamed: the request is refused all the same. */
function nobodyKnown(thrown: unknown): undefined {
  if (!(thrown instanceof PortalError)) throw thrown
}
