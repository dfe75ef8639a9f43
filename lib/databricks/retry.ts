import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { PortalError } from '@/lib/errors'
import { afterOpenTry, mayHaveActed } from './acted'

/** Time and chance, so that a test decides both. */
export interface Pace {
  now(): number
  /** 0 to 1. */
  random(): number
  /** Ends early, with the signal's reason, when it fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemPace: Pace = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
}

export interface RetryPolicy {
  /** Tries in all; 1 for callers that come again by themselves. */
  readonly attempts: number
  /** No try begins later than this after the first. */
  readonly windowMs: number
}

/** While a person waits. */
export const PATIENT: RetryPolicy = { attempts: 4, windowMs: 10_000 }

const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 30_000
/** A server error is repeated less often: it is more likely than the others to come again. */
const FAULT_RETRIES = 2

interface Repetition {
  readonly policy: RetryPolicy
  readonly pace: Pace
  readonly signal: AbortSignal
  /** Asked last, and only when a retry would follow. */
  readonly spendRetry: () => boolean
}

/** For calls that may be repeated. Throws what the last try threw, with the doubt that earlier ones left behind. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { policy, pace, signal, spendRetry }: Repetition,
): Promise<T> {
  const begin = pace.now()
  let inDoubt = false
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (thrown) {
      const error: unknown = inDoubt ? afterOpenTry(thrown) : thrown
      inDoubt ||= error instanceof PortalError && mayHaveActed(error)
      const waitMs = tries < policy.attempts ? nextWaitMs(error, tries, pace.random()) : undefined
      const isLate = waitMs === undefined || pace.now() - begin + waitMs > policy.windowMs
      if (isLate || signal.aborted || !spendRetry()) throw error
      await pace.sleep(waitMs, signal).catch(() => {
        throw error // out of time while waiting: the last answer says more than that
      })
    }
  }
}

/** How long before the next try; `undefined` when another try would end the same way. */
function nextWaitMs(error: unknown, tries: number, random: number): number | undefined {
  if (!(error instanceof PortalError) || tries > triesWorth(error)) return undefined
  const asked = error.facts.retryAfterMs
  if (asked !== undefined) return Number(asked)
  return random * Math.min(FIRST_BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS)
}

function triesWorth({ code, facts }: PortalError): number {
  if (code === 'databricks_busy') return Number.POSITIVE_INFINITY
  if (code === 'databricks_unreachable') return facts.reason === 'cancelled' ? 0 : Number.POSITIVE_INFINITY
  const isFault = facts.status === '500' || (code === 'databricks_odd_answer' && facts.reason === 'broken')
  return isFault ? FAULT_RETRIES : 0
}
