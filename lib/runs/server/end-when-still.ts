import 'server-only'

const CHECK_EVERY_MS = 10_000
const STILL_FOR_CHECKS = 6

/**
 * Calls `end` when `turns` has not moved for a minute: work that nobody does any more is worse than a process that ends,
 * because whoever started the process starts another (REL-10). Counted in checks and not in time, so that a machine that
 * slept is not taken for a loop that died. Answers how to stop watching.
 */
export function endWhenStill(turns: () => number, end: () => void): () => void {
  let seen = turns()
  let still = 0
  const timer = setInterval(() => {
    const now = turns()
    still = now === seen ? still + 1 : 0
    seen = now
    if (still === STILL_FOR_CHECKS) end()
  }, CHECK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
