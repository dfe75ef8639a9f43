import { refusal } from './errors.ts'

/** Requests a second and workspace, shared by all its clients; real time, so that a burst trips them. */
export class RateLimits {
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  /** @throws Refusal 429 */
  take(endpoint: string, perSecond: number, retryAfter: boolean): void {
    const now = performance.now()
    const bucket = this.#buckets.get(endpoint) ?? { tokens: perSecond, at: now }
    const tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    this.#buckets.set(endpoint, { tokens: tokens < 1 ? tokens : tokens - 1, at: now })
    if (tokens >= 1) return
    const message = `The limit of ${perSecond} requests per second for ${endpoint} has been exceeded.`
    throw refusal(429, 'REQUEST_LIMIT_EXCEEDED', message, retryAfter ? { 'retry-after': '1' } : {})
  }

  clear(): void {
    this.#buckets.clear()
  }
}
