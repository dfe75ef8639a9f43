import { describe, expect, it } from 'vitest'
import { Health } from '@/lib/databricks/health'
import { type ErrorCode, type ErrorFacts, PortalError } from '@/lib/errors'

function failure(code: ErrorCode, facts: ErrorFacts = {}): PortalError {
  return new PortalError(code, 'as scripted', { facts })
}

const OUTAGE = failure('databricks_busy', { status: '503' })
const PAUSED = expect.objectContaining({ code: 'databricks_unreachable' })

/** Six failures in a row, the last one at `now`. */
function broken(now = 0): Health {
  const health = new Health()
  for (let failures = 0; failures < 6; failures += 1) health.settle(OUTAGE, now)
  return health
}

describe('REL-3: a workspace that keeps failing is left alone', () => {
  it('after six failures in a row, not five', () => {
    const health = new Health()
    for (let failures = 0; failures < 5; failures += 1) health.settle(OUTAGE, 0)
    expect(() => health.enter(0)).not.toThrow()
    health.settle(OUTAGE, 0)
    expect(() => health.enter(0)).toThrow(PAUSED)
  })

  it('says that nothing was sent, and when to come again', () => {
    const facts = { arrived: 'no', reason: 'paused', retryAfterMs: '20000' }
    expect(() => broken().enter(10_000)).toThrow(expect.objectContaining({ facts }))
  })

  it('for 30 s, then one call tries it, and the others wait for that one', () => {
    const health = broken()
    expect(() => health.enter(29_999)).toThrow(PAUSED)
    expect(() => health.enter(30_000)).not.toThrow()
    expect(() => health.enter(30_000)).toThrow(PAUSED)
    health.settle(undefined, 30_100)
    expect(() => health.enter(30_100)).not.toThrow()
    expect(() => health.enter(30_100)).not.toThrow()
  })

  it('for 30 s more when that call fails too', () => {
    const health = broken()
    health.enter(30_000)
    health.settle(OUTAGE, 31_000)
    expect(() => health.enter(60_999)).toThrow(PAUSED)
    expect(() => health.enter(61_000)).not.toThrow()
  })

  it('and a probe that its caller gives up makes room for another', () => {
    const health = broken()
    health.enter(30_000)
    health.settle(failure('databricks_unreachable', { reason: 'cancelled' }), 30_000)
    expect(() => health.enter(30_000)).not.toThrow()
  })

  it.each([
    ['an answer', undefined],
    ["one person's refusal", failure('databricks_no_right', { status: '403' })],
    ['a refused token', failure('databricks_token_refused', { status: '401' })],
    ['too many requests', failure('databricks_busy', { status: '429' })],
  ])('%s in between shows that it works', (_what, error) => {
    const health = new Health()
    for (let calls = 0; calls < 20; calls += 1) {
      for (let failures = 0; failures < 5; failures += 1) health.settle(OUTAGE, 0)
      health.settle(error, 0)
    }
    expect(() => health.enter(0)).not.toThrow()
  })

  it('200 callers through ten minutes of storm make 25 calls', () => {
    const health = new Health()
    let calls = 0
    for (let now = 0; now < 600_000; now += 1_000) {
      for (let caller = 0; caller < 200; caller += 1) {
        try {
          health.enter(now)
        } catch {
          continue // paused: nothing is sent
        }
        calls += 1
        health.settle(OUTAGE, now)
      }
    }
    expect(calls).toBe(6 + 19)
  })
})

describe('what one process knows of a workspace, the others know too', () => {
  it('it has news when the workspace begins to fail, and none before or twice (REL-3)', () => {
    const health = new Health()
    for (let failures = 0; failures < 5; failures += 1) health.settle(OUTAGE, 0)
    expect(health.news()).toBeUndefined()
    health.settle(OUTAGE, 0)
    expect(health.news()).toEqual({ failing: true })
    health.told(true)
    health.settle(OUTAGE, 0)
    expect(health.news()).toBeUndefined()
  })

  it('told by the others that it fails, a process that saw nothing of it lets one call through and no more (REL-3)', () => {
    const health = new Health()
    health.hear(true)
    expect(() => health.enter(0)).not.toThrow()
    expect(() => health.enter(0)).toThrow(PAUSED)
    health.settle(OUTAGE, 0)
    expect(() => health.enter(29_000)).toThrow(PAUSED)
    expect(health.news()).toBeUndefined()
  })

  it('the call that finds it working is news for the others (REL-3)', () => {
    const health = new Health()
    health.hear(true)
    health.enter(0)
    health.settle(undefined, 0)
    expect(health.news()).toEqual({ failing: false })
  })

  it('told by the others that it works again, a process does not wait for its own trial (REL-3)', () => {
    const health = broken()
    health.told(true)
    health.hear(false)
    expect(() => health.enter(1)).not.toThrow()
    expect(() => health.enter(1)).not.toThrow()
  })

  it('what it has seen itself and not told yet is newer than what it hears (REL-3)', () => {
    const health = broken()
    health.hear(false)
    expect(() => health.enter(1)).toThrow(PAUSED)
    expect(health.news()).toEqual({ failing: true })
  })

  it('what it hears in good times takes no failure off the count (REL-3)', () => {
    const health = new Health()
    for (let failures = 0; failures < 6; failures += 1) {
      health.hear(false)
      health.settle(OUTAGE, 0)
    }
    expect(() => health.enter(0)).toThrow(PAUSED)
  })

  it.each([
    ['a page in place of an answer', failure('databricks_odd_answer', { status: '200', reason: 'html' }), true],
    ['a cut answer', failure('databricks_odd_answer', { status: '200', reason: 'broken' }), true],
    ['a gateway that gave up', failure('databricks_busy', { status: '408' }), true],
    ['an answer that is too large', failure('databricks_odd_answer', { status: '200', reason: 'too_large' }), false],
    ['an answer of another shape', failure('databricks_odd_answer', { status: '200', reason: 'schema' }), false],
  ])('%s, six times, is trouble of the workspace: %s', (_what, error, isTrouble) => {
    const health = new Health()
    for (let failures = 0; failures < 6; failures += 1) health.settle(error, 0)
    expect(health.news() !== undefined).toBe(isTrouble)
  })
})

describe('REL-3: the budget of retries', () => {
  it('holds ten, and one more for each ten calls', () => {
    const health = new Health()
    const spent = () => Array.from({ length: 100 }, () => health.spendRetry()).filter(Boolean).length
    expect(spent()).toBe(10)
    for (let calls = 0; calls < 31; calls += 1) health.earn()
    expect(spent()).toBe(3)
    for (let calls = 0; calls < 10_000; calls += 1) health.earn()
    expect(spent()).toBe(10)
  })

  it('is closed while the workspace is left alone', () => {
    expect(broken().spendRetry()).toBe(false)
  })
})
