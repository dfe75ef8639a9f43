import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import { type Figures, type LengthFigures, meanTimes, successRate } from './run-figures'

/** "97 %", or what stands for nothing. */
export function rateText(figures: Figures, words: Words['figures']): string {
  const rate = successRate(figures)
  return rate === undefined ? words.nothing : words.percent(rate)
}

/** "2 min 5 s", or what stands for nothing. */
export function meanText(figures: Figures, which: 'took' | 'queued', words: Words['figures']): string {
  const times = meanTimes(figures)
  return times ? formatDuration(times[which]) : words.nothing
}

/** "10 s to 20 s" */
export function lengthText({ from, to }: LengthFigures, words: Words['figures']): string {
  const text = (seconds: number) => formatDuration(seconds * 1_000)
  if (from === undefined) return words.under(text(to ?? 0))
  return to === undefined ? words.over(text(from)) : words.between(text(from), text(to))
}
