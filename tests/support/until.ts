import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 40_000
const LOOK_MS = 25

/** Reads until `holds`; the machine may be slow, so only a very long wait is a failure. @throws Error with what was read last */
export async function until<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  show: (value: T) => string = JSON.stringify,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > giveUpAt)
      throw new Error(`It did not come in ${patienceMs / 1000} s; last: ${show(value)}`)
    await pause(LOOK_MS)
  }
}
