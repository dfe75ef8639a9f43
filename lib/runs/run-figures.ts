import type { RunStatus } from './run-status'

/** What a number of ended runs come to. */
export interface Figures {
  readonly runs: number
  /** Of those that came to an end of their own, how many ended well and how many did not; cancelled and skipped ones are neither. */
  readonly good: number
  readonly bad: number
  /** How many have worked; of them alone are the times, ms in all. */
  readonly ran: number
  /** From the press until Databricks began. */
  readonly queuedMs: number
  /** From the press to the end. */
  readonly tookMs: number
}

export interface DayFigures extends Figures {
  /** In UTC, `2026-11-23`. */
  readonly day: string
}

/** A flow or a person, with its runs. */
export interface NamedFigures extends Figures {
  /** A slug, or a person's id. */
  readonly key: string
  readonly name: string
}

export interface RunFigures {
  /** Every day of the time asked for, the oldest first, also those without a run. */
  readonly days: readonly DayFigures[]
  readonly whole: Figures
  /** The same number of days before, where they are still kept. */
  readonly before: Figures | undefined
  /** Of a day before this one, runs may have been removed: there is no list of them. */
  readonly listedFrom: string
  /** The busiest first. */
  readonly flows: readonly NamedFigures[]
  /** Empty for one's own runs, and for more days than people are counted for. */
  readonly people: readonly NamedFigures[]
  /** How many runs took how long, the shortest first, from the first to the last that there is; empty for one's own. */
  readonly lengths: readonly LengthFigures[]
}

export interface LengthFigures {
  /** Seconds; undefined at the ends. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly runs: number
}

/** How many days a page shows; the first is what it shows unasked. */
export const SPANS = [30, 90, 180] as const
export type Span = (typeof SPANS)[number]

export const GOOD: readonly RunStatus[] = ['Succeeded', 'Succeeded with failures']
export const BAD: readonly RunStatus[] = ['Failed', 'Timed out']

/** Seconds; as the database counts them (`0033-run-days`). */
const EDGES = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400] as const

const NONE: Figures = { runs: 0, good: 0, bad: 0, ran: 0, queuedMs: 0, tookMs: 0 }
const DAY_MS = 86_400_000

/** A span of those that are offered. */
export function spanOf(text: unknown, offered: readonly Span[] = SPANS): Span {
  return offered.find((span) => String(span) === text) ?? SPANS[0]
}

/** For which there is all of what is kept for so long; the first in any case. */
export function spansWithin(keptMs: number): readonly Span[] {
  return SPANS.filter((span, place) => place === 0 || span * DAY_MS <= keptMs)
}

/** The part that ended well of all that ended of their own, 0 to 1; undefined of none. */
export function successRate({ good, bad }: Figures): number | undefined {
  return good + bad === 0 ? undefined : good / (good + bad)
}

/** Means, ms; undefined where no run has worked. */
export function meanTimes({ ran, queuedMs, tookMs }: Figures) {
  return ran === 0 ? undefined : { queued: queuedMs / ran, took: tookMs / ran }
}

/** The first of so many days that end with the one of `now`, epoch ms. */
export function firstDay(now: number, days: number): string {
  return dayText(now - (days - 1) * DAY_MS)
}

/** Days with runs as all days of the time, and of the same time before it. */
export function spread(
  known: readonly DayFigures[],
  now: number,
  span: Span,
): Pick<RunFigures, 'days' | 'whole' | 'before'> {
  const byDay = new Map(known.map((one) => [one.day, one]))
  const first = firstDay(now, span)
  const days = Array.from({ length: span }, (_none, place) => {
    const day = dayText(now - (span - 1 - place) * DAY_MS)
    return byDay.get(day) ?? { day, ...NONE }
  })
  return { days, whole: addUp(days), before: addUp(known.filter(({ day }) => day < first)) }
}

function addUp(all: readonly Figures[]): Figures {
  return all.reduce<Figures>(
    (sum, one) => ({
      runs: sum.runs + one.runs,
      good: sum.good + one.good,
      bad: sum.bad + one.bad,
      ran: sum.ran + one.ran,
      queuedMs: sum.queuedMs + one.queuedMs,
      tookMs: sum.tookMs + one.tookMs,
    }),
    NONE,
  )
}

/** Counts by how many edges were reached, as a row without gaps. */
export function lengthsOf(counted: ReadonlyMap<number, number>): readonly LengthFigures[] {
  const reached = [...counted].filter(([place, runs]) => place >= 0 && runs > 0).map(([place]) => place)
  if (reached.length === 0) return []
  const [least, most] = [Math.min(...reached), Math.max(...reached)]
  return Array.from({ length: most - least + 1 }, (_none, at) => {
    const place = least + at
    return { from: EDGES[place - 1], to: EDGES[place], runs: counted.get(place) ?? 0 }
  })
}

/** How dark a day is shown: 0 for none, up to 4 for the busiest. */
export function shadeOf(runs: number, busiest: number): 0 | 1 | 2 | 3 | 4 {
  if (runs === 0) return 0
  return Math.max(1, Math.ceil((runs / busiest) * 4)) as 1 | 2 | 3 | 4
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
