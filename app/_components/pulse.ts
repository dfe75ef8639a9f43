/** Whether something changed: what a page polls. */
export interface Pulse {
  readonly version: string
  /** When the workspace last answered about it, epoch ms. */
  readonly followedAt: number | undefined
}

const FOLLOWED_AT = 'lakeport-followed-at'
const known = new Map<string, { readonly etag: string; readonly version: string }>()

/**
 * Reads a pulse. Pages are never kept by the browser's cache, so the ETag is remembered here: an unchanged answer is 304
 * with an empty body and the time of the workspace's last answer in a header.
 * @throws Error with the status, for anything but 200 and 304
 */
export async function fetchPulse(url: string): Promise<Pulse> {
  const before = known.get(url)
  const answer = await fetch(url, { headers: before ? { 'If-None-Match': before.etag } : {}, cache: 'no-store' })
  const followedAt = Number(answer.headers.get(FOLLOWED_AT) ?? 0) || undefined
  if (answer.status === 304 && before) return { version: before.version, followedAt }
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  const { version } = (await answer.json()) as { version: string }
  known.set(url, { etag: answer.headers.get('etag') ?? '', version })
  return { version, followedAt }
}
