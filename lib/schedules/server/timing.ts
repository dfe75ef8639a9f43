import 'server-only'
import { Cron } from 'croner'
import type { Timing, TimingProblem } from '@/lib/schedules/schedule'

const SHORTEST_MINUTES = 15
const MINUTE_MS = 60_000
/** Numbers, lists, ranges and steps; no names, so that it reads alike everywhere. */
const CRON = /^[\d*,/-]{1,40}( [\d*,/-]{1,40}){4}$/
/** As many as tell how close two of them come. */
const LOOKED_AT = 100

/** Why it is none, or none that may be: it never comes, or comes more often than every quarter of an hour. */
export function timingProblem({ cron, timeZone }: Timing, from: Date): TimingProblem | undefined {
  if (!isZone(timeZone)) return 'zone'
  if (!CRON.test(cron) || !isCron(cron)) return 'cron'
  const times = upcoming({ cron, timeZone }, from, LOOKED_AT)
  if (times.length === 0) return 'never'
  const closest = Math.min(...times.slice(1).map((time, place) => time.getTime() - (times[place]?.getTime() ?? 0)))
  return closest < SHORTEST_MINUTES * MINUTE_MS ? 'often' : undefined
}

/** The next times behind `from`, at most `many`. */
export function upcoming({ cron, timeZone }: Timing, from: Date, many: number): readonly Date[] {
  return new Cron(cron, { timezone: timeZone, mode: '5-part' }).nextRuns(many, from)
}

export function nextTime(timing: Timing, from: Date): Date | undefined {
  return upcoming(timing, from, 1)[0]
}

function isCron(cron: string): boolean {
  try {
    return new Cron(cron, { mode: '5-part' }).getPattern() !== undefined
  } catch {
    return false
  }
}

function isZone(timeZone: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(timeZone) || timeZone === 'UTC'
}
