import 'server-only'

/** Nobody is made to wait longer than this because of one header. */
const LONGEST_MS = 10 * 60_000

/** `Retry-After` in milliseconds, given as seconds or as a date; `undefined` when it is absent or neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^[0-9]+$/.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS)
  const until = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(until) ? undefined : Math.min(Math.max(until - now, 0), LONGEST_MS)
}
