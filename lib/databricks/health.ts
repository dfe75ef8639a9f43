import 'server-only'
import { PortalError } from '@/lib/errors'

const FAILURES_TO_PAUSE = 6
const PAUSE_MS = 30_000
/** Of its calls a workspace may get one in ten again, beyond a reserve for quiet times. */
const RETRIES_PER_CALL = 0.1
const RETRY_RESERVE = 10

/**
 * How a workspace is doing, as all callers of this process see it together. A workspace in trouble is left alone:
 * after six failures in a row nothing is sent for 30 s, then one call tries it. What this process has seen it passes on
 * by `news`, and what the others have seen it learns by `hear`.
 */
export class Health {
  #failures = 0
  #pausedUntil = 0
  #probing = false
  #retries = RETRY_RESERVE
  /** What all processes know. */
  #told = false

  /** Before each try. @throws PortalError databricks_unreachable while the workspace is left alone */
  enter(now: number): void {
    if (!this.isDown) return
    if (this.#probing || now < this.#pausedUntil) throw paused(this.#pausedUntil - now)
    this.#probing = true
  }

  /** After each try. An answer of any kind, a refusal too, shows a workspace that works. */
  settle(error: unknown, now: number): void {
    this.#probing = false
    if (isCancelled(error)) return
    if (!isOutage(error)) {
      this.#failures = 0
      return
    }
    this.#failures += 1
    if (this.isDown) this.#pausedUntil = now + PAUSE_MS
  }

  /** Each call earns a part of a retry. */
  earn(): void {
    this.#retries = Math.min(this.#retries + RETRIES_PER_CALL, RETRY_RESERVE)
  }

  /** Whether there is a retry left to spend; if so, it is spent. */
  spendRetry(): boolean {
    if (this.isDown || this.#retries < 1) return false
    this.#retries -= 1
    return true
  }

  /** Whether the workspace keeps failing, where the other processes do not know it so yet. */
  news(): { readonly failing: boolean } | undefined {
    return this.isDown === this.#told ? undefined : { failing: this.isDown }
  }

  /** The others know it by now. */
  told(failing: boolean): void {
    this.#told = failing
  }

  /**
   * What all processes know, as whoever was just admitted to a call has read it. A call to a workspace that keeps failing
   * is the one that tries it. News of our own is newer.
   */
  hear(failing: boolean): void {
    if (this.news()) return
    this.#told = failing
    this.#failures = failing ? FAILURES_TO_PAUSE : this.isDown ? 0 : this.#failures
    this.#pausedUntil = 0
  }

  /** It keeps failing, as far as this process knows. */
  get isDown(): boolean {
    return this.#failures >= FAILURES_TO_PAUSE
  }
}

const shared = globalThis as typeof globalThis & { lakeportDatabricksHealth?: Map<string, Health> }

/** One for each workspace and process, also where Next evaluates this module more than once. */
export function healthOf(origin: string): Health {
  shared.lakeportDatabricksHealth ??= new Map()
  const health = shared.lakeportDatabricksHealth.get(origin) ?? new Health()
  shared.lakeportDatabricksHealth.set(origin, health)
  return health
}

/**
 * The workspace's own trouble: it cannot be reached, fails, or answers with what is no answer of an API. Being told to
 * slow down is none, nor is what one person may not do.
 */
function isOutage(error: unknown): boolean {
  if (!(error instanceof PortalError)) return false
  const { code, facts } = error
  if (code === 'databricks_odd_answer') return facts.reason === 'html' || facts.reason === 'broken'
  return code === 'databricks_unreachable' || Number(facts.status) >= 500 || facts.status === '408'
}

function isCancelled(error: unknown): boolean {
  return error instanceof PortalError && error.facts.reason === 'cancelled'
}

function paused(waitMs: number): PortalError {
  const facts = { reason: 'paused', arrived: 'no', retryAfterMs: String(Math.max(waitMs, 1_000)) }
  return new PortalError('databricks_unreachable', 'The workspace keeps failing and is left alone for a while.', {
    facts,
  })
}
