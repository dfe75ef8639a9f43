/** The value that `share` (0 to 1) of all do not exceed, to a tenth. @throws Error when there is nothing to rank */
export function percentile(values: readonly number[], share: number): number {
  const ranked = [...values].sort((a, b) => a - b)
  const value = ranked[Math.max(0, Math.ceil(share * ranked.length) - 1)]
  if (value === undefined) throw new Error('Nothing was measured.')
  return Math.round(value * 10) / 10
}

/** How long `work` takes each time, ms, after runs that only warm up. */
export async function timings(
  times: { warmUp: number; measured: number },
  work: () => Promise<void>,
): Promise<number[]> {
  const taken: number[] = []
  for (let turn = -times.warmUp; turn < times.measured; turn += 1) {
    const began = performance.now()
    await work()
    if (turn >= 0) taken.push(performance.now() - began)
  }
  return taken
}
