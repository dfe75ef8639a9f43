/** Numbers that look like chance and are the same for the same seed, so that a test that fails once fails always. */
export interface Seeded {
  /** A whole number, at least 0 and less than `limit`. */
  below(limit: number): number
  /** @throws RangeError for an empty list */
  pick<T>(from: readonly T[]): T
}

/** mulberry32, by Tommy Ettinger: 32 bits of state are enough to choose what happens next. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick(from) {
      if (from.length === 0) throw new RangeError('Nothing to choose from')
      return from[below(from.length)] as (typeof from)[number]
    },
  }
}
