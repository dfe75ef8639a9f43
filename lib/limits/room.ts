export const MINUTE_MS = 60_000

/** Requests that were let through: in this minute, and in the one before. */
export interface Counted {
  readonly current: number
  readonly previous: number
}

/**
 * 0 when one more request fits under `limit` a minute, else how many ms until one does. The minute before counts for as
 * much of it as still lies within the last sixty seconds, so that nobody gets twice the limit around the full minute.
 */
export function waitForRoomMs({ current, previous }: Counted, limit: number, intoMinuteMs: number): number {
  const weight = 1 - intoMinuteMs / MINUTE_MS
  if (current + previous * weight < limit) return 0
  // In this minute, as the one before fades; or in the next, as this one does.
  if (current < limit) return Math.ceil((weight - (limit - current) / previous) * MINUTE_MS) + 1
  const fadesMs = current === 0 ? 0 : Math.max(0, 1 - limit / current) * MINUTE_MS
  return Math.ceil(MINUTE_MS - intoMinuteMs + fadesMs) + 1
}
