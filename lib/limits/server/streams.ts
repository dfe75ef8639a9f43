import 'server-only'
import { PortalError } from '@/lib/errors'

/** Of one person at this process. A browser opens six connections to one host, and a hidden tab keeps no stream. */
const MOST_STREAMS = 20
const RETRY_AFTER_MS = 30_000

interface Shared {
  lakeportStreams?: Map<string, number>
}

/** Counts a stream of this person until the answered function is called. @throws PortalError too_many_requests */
export function takeStream(personId: string): () => void {
  const slot = globalThis as Shared
  slot.lakeportStreams ??= new Map()
  const streams = slot.lakeportStreams
  const open = streams.get(personId) ?? 0
  if (open >= MOST_STREAMS) {
    const facts = { reason: 'streams', limit: String(MOST_STREAMS), retryAfterMs: String(RETRY_AFTER_MS) }
    throw new PortalError('too_many_requests', 'Too many streams of one person.', { facts })
  }
  streams.set(personId, open + 1)
  return () => {
    const left = (streams.get(personId) ?? 1) - 1
    if (left > 0) streams.set(personId, left)
    else streams.delete(personId)
  }
}
