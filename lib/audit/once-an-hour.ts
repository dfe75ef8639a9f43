const HOUR_MS = 3_600_000
const MOST_REMEMBERED = 10_000

/** Remembers what was done within the last hour, so that what goes on all the time is told now and then. */
export class OnceAnHour {
  readonly #done = new Map<string, number>()

  /** Whether it is time for this again; from now on it is not, for an hour (epoch ms). */
  take(key: string, now: number): boolean {
    const last = this.#done.get(key)
    if (last !== undefined && now - last < HOUR_MS) return false
    if (this.#done.size >= MOST_REMEMBERED) this.#done.clear()
    this.#done.set(key, now)
    return true
  }

  /** It was not done after all. */
  giveBack(key: string): void {
    this.#done.delete(key)
  }
}
