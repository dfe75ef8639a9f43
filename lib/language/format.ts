/** How much of a point in time is written. */
export type TimeFormat = 'date' | 'date-time' | 'seconds' | 'time'

const PARTS: Readonly<Record<TimeFormat, Intl.DateTimeFormatOptions>> = {
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  'date-time': { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  seconds: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
}

/** Making a formatter costs a hundred times what using one does, and a history page uses one in every row. */
const FORMATTERS = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATTERS = 200

/** "3 Nov 2026, 14:02" in the given IANA time zone, 24 hours; in UTC where no such zone exists. `at` is epoch ms or ISO 8601. */
export function formatTime(
  at: number | string,
  timeZone: string,
  format: TimeFormat = 'date-time',
  locale = 'en-GB',
) {
  return formatter(format, timeZone, locale).format(new Date(at))
}

/** "Europe/Berlin (UTC+01:00)", with the offset that holds `at` (epoch ms); "UTC" for UTC and where no such zone exists. */
export function formatTimeZone(timeZone: string, at: number): string {
  if (timeZone === 'UTC' || !isTimeZone(timeZone)) return 'UTC'
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return `${timeZone} (${offset.replace('GMT', 'UTC')})`
}

/** Whether a name, from a cookie perhaps, is a time zone that formatTime would use. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: name }))
  } catch {
    return false
  }
}

/** "0.4 s", "12 s", "1 min 12 s", "2 h 5 min", "3 d 4 h". The symbols are the SI's, alike in every language. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 1000) return `${Math.max(0.1, Math.floor(ms / 100) / 10)} s`
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days > 0) return two(days, 'd', hours % 24, 'h')
  if (hours > 0) return two(hours, 'h', minutes % 60, 'min')
  return minutes > 0 ? two(minutes, 'min', seconds % 60, 's') : `${seconds} s`
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`
}

function formatter(format: TimeFormat, timeZone: string, locale: string): Intl.DateTimeFormat {
  const key = `${format} ${timeZone} ${locale}`
  const known = FORMATTERS.get(key)
  if (known) return known
  if (FORMATTERS.size >= MOST_FORMATTERS) FORMATTERS.clear()
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC'
  const made = new Intl.DateTimeFormat(locale, { ...PARTS[format], timeZone: zone, hourCycle: 'h23' })
  FORMATTERS.set(key, made)
  return made
}
