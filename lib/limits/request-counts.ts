import { type Counted, MINUTE_MS, waitForRoomMs } from './room'

/** What is counted for whom in which minute. */
export interface CountKey {
  readonly kind: string
  readonly who: string
  /** Its beginning, epoch ms. */
  readonly minute: number
}

/** Requests of this process that the others do not know of yet. */
export interface Unshared extends CountKey {
  readonly requests: number
}

interface Count {
  readonly key: CountKey
  unshared: number
  /** Of all processes, as of the last time it was shared. */
  shared: number
}

/**
 * Counts requests by the minute in this process's memory, where asking costs nothing, together with what other processes
 * said of theirs the last time. So the limit holds over all processes but for what the others let through since then.
 */
export class RequestCounts {
  readonly #counts = new Map<string, Count>()

  /** Counts a request if it fits under `limit` a minute. 0 if so, else how many ms until one will. */
  take(kind: string, who: string, limit: number, now: number): number {
    const minute = now - (now % MINUTE_MS)
    const waitMs = waitForRoomMs(this.#counted(kind, who, minute), limit, now - minute)
    if (waitMs === 0) this.#of({ kind, who, minute }).unshared += 1
    return waitMs
  }

  /** What is to be told to the others. Drops what no limit looks at any more. */
  unshared(now: number): Unshared[] {
    for (const [name, { key, unshared }] of this.#counts) {
      if (unshared === 0 && key.minute < now - 2 * MINUTE_MS) this.#counts.delete(name)
    }
    return [...this.#counts.values()].flatMap(({ key, unshared }) =>
      unshared > 0 ? [{ ...key, requests: unshared }] : [],
    )
  }

  /** The others know of these by now, and all together have let so many through. */
  told({ requests, ...key }: Unshared, total: number): void {
    const count = this.#of(key)
    count.unshared -= requests
    count.shared = total
  }

  #counted(kind: string, who: string, minute: number): Counted {
    const at = (beginning: number) => {
      const count = this.#counts.get(nameOf({ kind, who, minute: beginning }))
      return count ? count.shared + count.unshared : 0
    }
    return { current: at(minute), previous: at(minute - MINUTE_MS) }
  }

  #of(key: CountKey): Count {
    const name = nameOf(key)
    const count = this.#counts.get(name) ?? { key, unshared: 0, shared: 0 }
    this.#counts.set(name, count)
    return count
  }
}

function nameOf({ kind, who, minute }: CountKey): string {
  return `${minute} ${kind} ${who}`
}
