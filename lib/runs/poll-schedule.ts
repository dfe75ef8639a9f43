/** How the youngest active run of a group, and who looks at it, set the pace (design 6). All in milliseconds. */
export interface Pace {
  readonly youngestAgeMs: number
  readonly watched: boolean
}

const MINUTE = 60_000
const WATCHED: readonly (readonly [number, number])[] = [
  [MINUTE, 1_000],
  [5 * MINUTE, 2_000],
  [Number.POSITIVE_INFINITY, 5_000],
]
const UNWATCHED: readonly (readonly [number, number])[] = [
  [MINUTE, 5_000],
  [10 * MINUTE, 15_000],
  [60 * MINUTE, 30_000],
  [Number.POSITIVE_INFINITY, 60_000],
]

/** Until the next look. `random` is in [0, 1): ±10 %, so that groups do not march in step. */
export function pollInterval({ youngestAgeMs, watched }: Pace, random: number): number {
  const table = watched ? WATCHED : UNWATCHED
  const interval = table.find(([below]) => youngestAgeMs < below)?.[1] ?? 60_000
  return Math.round(interval * (0.9 + random * 0.2))
}

/** After `failures` in a row, one or more: 1 s doubling to 60 s, or what the workspace asked for. */
export function pauseAfterFailures(failures: number, askedMs: number): number {
  return Math.max(askedMs, Math.min(1_000 * 2 ** Math.min(failures - 1, 6), 60_000))
}
