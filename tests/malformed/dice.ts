/** Chance that comes again: the same seed throws the same, on every machine. */
export class Dice {
  #state: number

  constructor(seed: string) {
    this.#state = 2_166_136_261
    for (const byte of Buffer.from(seed)) this.#state = Math.imul(this.#state ^ byte, 16_777_619)
  }

  /** A whole number below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  of<T>(things: readonly T[]): T {
    const thing = things[this.below(things.length)]
    if (thing === undefined) throw new Error('There is nothing to choose from')
    return thing
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: 1 + this.below(most) }, () => this.below(256)))
  }

  /** The text with one place of it cut, doubled or changed. */
  damaged(text: string): string {
    const at = this.below(text.length + 1)
    const garbage = this.bytes(8).toString('latin1')
    return this.of([
      text.slice(0, at),
      text.slice(0, at) + garbage + text.slice(at),
      text.slice(0, at) + garbage + text.slice(at + garbage.length),
      text + text,
      text.slice(at),
    ])
  }
}
