import 'server-only'
import { PortalError } from '@/lib/errors'

/** Whoever takes nothing of a file for so long has left it. */
const STILL_MS = 60_000
const TRY_AGAIN_MS = 10_000

/** A person's one place among the exports of this process. */
export interface Place {
  /** Something of the file was taken (epoch ms). */
  stay(now?: number): void
  leave(): void
}

interface Taken extends Place {
  readonly goneBy: () => number
}

interface Shared {
  lakeportExports?: Map<string, Taken>
}

/** @throws PortalError too_many_requests while the person's place is taken */
export function takePlace(personId: string, now = Date.now()): Place {
  const shared = globalThis as Shared
  shared.lakeportExports ??= new Map()
  const places = shared.lakeportExports
  if ((places.get(personId)?.goneBy() ?? 0) > now) {
    throw new PortalError('too_many_requests', 'Another export of this person is under way.', {
      facts: { retryAfterMs: String(TRY_AGAIN_MS) },
    })
  }
  let goneBy = now + STILL_MS
  const place: Taken = {
    goneBy: () => goneBy,
    stay: (at = Date.now()) => {
      goneBy = at + STILL_MS
    },
    leave: () => {
      if (places.get(personId) === place) places.delete(personId)
    },
  }
  places.set(personId, place)
  return place
}
