import 'server-only'
import { PortalError } from '@/lib/errors'
import { type Dialling, poolFor } from './dialer'
import { USER_AGENT } from './exchange'
import type { HookPlace } from './hook-host'

const WHOLE_CALL_MS = 15_000
/** Of an answer, of which nothing is needed. */
const MOST_BYTES = 65_536

/**
 * Posts JSON to a webhook, by the dialer that checks every address (OUT-2). Follows nothing (OUT-4), and reads next to nothing of
 * the answer. Answers its status; 0: there is none, and -1: the address behind the name may not be dialled.
 */
export async function postToHook(
  { host, path }: HookPlace,
  dialling: Dialling,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  try {
    const answer = await poolFor(host, dialling).request({
      method: 'POST',
      path,
      body,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': USER_AGENT },
      signal: AbortSignal.timeout(WHOLE_CALL_MS),
    })
    await answer.body.dump({ limit: MOST_BYTES })
    return answer.statusCode
  } catch (thrown) {
    // The only error of ours: the dialer does not call this address. No other is told on: it may hold the URL, which is a secret.
    return thrown instanceof PortalError ? -1 : 0
  }
}
