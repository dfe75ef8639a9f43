/** Real time plus an offset that tests move, so tokens expire and runs progress without waiting. */
export class Clock {
  #offsetMs = 0

  /** Epoch milliseconds. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  advance(ms: number): void {
    this.#offsetMs += ms
  }

  reset(): void {
    this.#offsetMs = 0
  }
}
