/** Rows that one source, and all together, may write in a minute. */
const MOST_OF_ONE = 20
const MOST_IN_ALL = 300
const MOST_SOURCES = 10_000
/** What a flood from many sources leaves out is told of so many of them; the others are added up. */
const MOST_TOLD = 20
const MINUTE_MS = 60_000
/** Looking through all of them takes its time, which a flood must not ask for again and again. */
const FORGET_EVERY_MS = 1_000
const ALL = ''
const OTHERS = '?'

interface Minute<Source> {
  readonly began: number
  readonly source: Source
  taken: number
  leftOut: number
}

/** What was not written of one source, or of several where that is undefined, since `began` (epoch ms). */
export interface LeftOut<Source> {
  readonly source: Source | undefined
  readonly count: number
  readonly began: number
}

/** Keeps a flood of refusals out of the audit log, and of printed errors out of the other one; counts what it kept out. Times are given, in epoch ms. */
export class RefusalCap<Source> {
  readonly #minutes = new Map<string, Minute<Source>>()
  #forgotAt = 0

  /** Whether this one is to be written; it is counted if not. */
  take(key: string, source: Source, now: number): boolean {
    if (this.#minutes.size >= MOST_SOURCES && now - this.#forgotAt >= FORGET_EVERY_MS) this.#forget(now)
    const isKnown = this.#minutes.has(key) || this.#minutes.size < MOST_SOURCES
    const own = this.#minuteOf(isKnown ? key : OTHERS, source, now)
    const all = this.#minuteOf(ALL, source, now)
    if (own.taken < MOST_OF_ONE && all.taken < MOST_IN_ALL) {
      own.taken += 1
      all.taken += 1
      return true
    }
    own.leftOut += 1
    return false
  }

  /** What was left out in minutes that are over; it is told once. */
  over(now: number): LeftOut<Source>[] {
    const ended = [...this.#minutes].filter(([, { began }]) => now - began >= MINUTE_MS)
    for (const [key] of ended) this.#minutes.delete(key)
    const left = ended.flatMap(([, { source, leftOut: count, began }]) =>
      count > 0 ? [{ source, count, began }] : [],
    )
    const rest = left.slice(MOST_TOLD)
    if (rest.length === 0) return left
    const count = rest.reduce((sum, one) => sum + one.count, 0)
    return [
      ...left.slice(0, MOST_TOLD),
      { source: undefined, count, began: Math.min(...rest.map(({ began }) => began)) },
    ]
  }

  #forget(now: number): void {
    this.#forgotAt = now
    for (const [key, { began, leftOut }] of this.#minutes) {
      if (leftOut === 0 && now - began >= MINUTE_MS) this.#minutes.delete(key)
    }
  }

  /** A minute that is over and has something to tell goes on, until it is told. */
  #minuteOf(key: string, source: Source, now: number): Minute<Source> {
    const known = this.#minutes.get(key)
    if (known && (now - known.began < MINUTE_MS || known.leftOut > 0)) return known
    const minute = { began: now, source, taken: 0, leftOut: 0 }
    this.#minutes.set(key, minute)
    return minute
  }
}
