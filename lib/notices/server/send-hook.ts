import 'server-only'
import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { HookSettings } from '@/lib/config'
import type { Dialling } from '@/lib/databricks/dialer'
import { postToHook } from '@/lib/databricks/hook'
import { parseHookUrl } from '@/lib/databricks/hook-host'
import type { DeliveryProblem } from '@/lib/notices/delivery'

interface Message {
  /** The same for every try. */
  readonly id: string
  readonly body: string
}

/** What may be called, as the operator has said. */
export interface HookNetwork extends Dialling {
  readonly allowedHosts: readonly string[]
}

/** Not for now; every other refusal is for good. */
const BUSY = new Set([408, 425, 429])

/**
 * Posts a message to a webhook of the settings, signed where they have a secret: `lakeport-signature` is `v1=` and, in hex, the
 * HMAC-SHA256 of the timestamp, a point and the body. Answers why it was not taken.
 */
export async function sendHook(
  settings: HookSettings,
  network: HookNetwork,
  { id, body }: Message,
): Promise<DeliveryProblem | undefined> {
  const place = parseHookUrl(settings.url, network.allowedHosts)
  if (!place) return 'refused'
  const headers = { 'lakeport-delivery': id, ...(await signature(settings, body)) }
  return problemOf(await postToHook(place, network, { body, headers }))
}

async function signature(settings: HookSettings, body: string): Promise<Record<string, string>> {
  const secret = await secretOf(settings)
  if (secret === undefined) return {}
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'lakeport-timestamp': timestamp, 'lakeport-signature': `v1=${hex}` }
}

/** Read anew each time: whoever looks after the file may change it. */
async function secretOf({ secret, secretFile }: HookSettings): Promise<string | undefined> {
  return secretFile === undefined ? secret : (await readFile(secretFile, 'utf8')).trim()
}

/** A redirect is followed nowhere, so it is a refusal; 410 says that nobody listens there any more. */
function problemOf(status: number): DeliveryProblem | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status === 0) return 'unreachable'
  if (status === 401 || status === 403) return 'sign_in'
  return BUSY.has(status) || status >= 500 ? 'busy' : 'refused'
}
