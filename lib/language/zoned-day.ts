const DAY_MS = 86_400_000

/**
 * The moment a day begins in a time zone, epoch ms: 2026-03-29 in Europe/Berlin is 2026-03-28T23:00Z.
 * Where the clocks go back over midnight it is the first of the two; where they skip midnight, the moment they do.
 */
export function startOfDay(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const before = midnight - offsetAt(midnight - DAY_MS, timeZone)
  const after = midnight - offsetAt(midnight + DAY_MS, timeZone)
  const shown = [before, after].toSorted((one, other) => one - other)
  return shown.find((at) => at + offsetAt(at, timeZone) === midnight) ?? before
}

/** The day after, as text. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}

/** The days of a time zone that a day of UTC is part of: one where it is UTC, else two. */
export function daysTouched(day: string, timeZone: string): { readonly from: string; readonly to: string } {
  const begin = Date.parse(`${day}T00:00:00Z`)
  const dayAt = (at: number) => new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10)
  return { from: dayAt(begin), to: dayAt(begin + DAY_MS - 1_000) }
}

/** How far the zone's clock is ahead of UTC, in ms. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((found) => found.type === type)?.value)
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return shown - Math.floor(at / 1000) * 1000
}
