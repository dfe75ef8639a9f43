import { describe, expect, it } from 'vitest'
import { PATIENT, type Pace, withRetries } from '@/lib/databricks/retry'
import { type ErrorCode, type ErrorFacts, PortalError } from '@/lib/errors'

/** A clock that moves only while somebody sleeps, and a chance that never changes. */
function pace(random = 1): Pace & { slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    random: () => random,
    sleep: async (ms) => {
      slept.push(ms)
    },
  }
}

function failure(code: ErrorCode, facts: ErrorFacts = {}): PortalError {
  return new PortalError(code, 'as scripted', { facts: { arrived: 'yes', ...facts } })
}

const BUSY = failure('databricks_busy', { status: '503' })
const RESET = failure('databricks_unreachable', { arrived: 'maybe', reason: 'connection' })
const signal = new AbortController().signal
const spendRetry = () => true

/** Fails with these in turn, then succeeds. */
function scripted(...failures: unknown[]): { attempt: () => Promise<string>; tries: () => number } {
  let tries = 0
  const attempt = async () => {
    const failed = failures[tries]
    tries += 1
    if (failed !== undefined) throw failed
    return 'answer'
  }
  return { attempt, tries: () => tries }
}

const endless = (error: unknown) => scripted(...Array.from({ length: 100 }, () => error))

describe('REL-1: what is worth another try', () => {
  it.each([
    ['a busy workspace', failure('databricks_busy', { status: '429' }), 4],
    ['a lost connection', RESET, 4],
    ['a server error', failure('databricks_refused', { status: '500' }), 3],
    ['a cut answer', failure('databricks_odd_answer', { status: '200', reason: 'broken' }), 3],
    ['HTML in place of an answer', failure('databricks_odd_answer', { status: '200', reason: 'html' }), 1],
    ['a bad request', failure('databricks_refused', { status: '400' }), 1],
    ['a refused token', failure('databricks_token_refused', { status: '401' }), 1],
    ['a missing right', failure('databricks_no_right', { status: '403' }), 1],
    ['a missing job', failure('databricks_missing', { status: '404' }), 1],
    ['a conflict', failure('databricks_refused', { status: '409' }), 1],
    ['a refused address', failure('databricks_configuration', { reason: 'address_refused' }), 1],
    ['a caller who gave up', failure('databricks_unreachable', { reason: 'cancelled' }), 1],
    ['a mistake of our own', new TypeError('x is not a function'), 1],
  ])('%s', async (_what, error, tries) => {
    const call = endless(error)
    await expect(withRetries(call.attempt, { policy: PATIENT, pace: pace(), signal, spendRetry })).rejects.toBe(error)
    expect(call.tries()).toBe(tries)
  })
})

it('REL-2: waits half a second doubled, by chance less', async () => {
  const full = pace(1)
  expect(
    await withRetries(scripted(BUSY, RESET, BUSY).attempt, { policy: PATIENT, pace: full, signal, spendRetry }),
  ).toBe('answer')
  expect(full.slept).toEqual([500, 1_000, 2_000])
  const half = pace(0.5)
  await withRetries(scripted(BUSY, BUSY).attempt, { policy: PATIENT, pace: half, signal, spendRetry })
  expect(half.slept).toEqual([250, 500])
})

it('REL-2: waits as long as it is told', async () => {
  const clock = pace()
  const told = failure('databricks_busy', { status: '429', retryAfterMs: '3000' })
  await withRetries(scripted(told).attempt, { policy: PATIENT, pace: clock, signal, spendRetry })
  expect(clock.slept).toEqual([3_000])
})

it('REL-2: told to wait beyond its time, it says so at once', async () => {
  const clock = pace()
  const told = failure('databricks_busy', { status: '429', retryAfterMs: '600000' })
  await expect(withRetries(endless(told).attempt, { policy: PATIENT, pace: clock, signal, spendRetry })).rejects.toBe(
    told,
  )
  expect(clock.slept).toEqual([])
})

it('REL-2: no try begins outside of the window, whatever number is left', async () => {
  const clock = pace()
  const policy = { attempts: 1_000, windowMs: 60_000 }
  await expect(withRetries(endless(BUSY).attempt, { policy, pace: clock, signal, spendRetry })).rejects.toBe(BUSY)
  expect(clock.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000])
})

it('a caller who comes again by itself asks for one try', async () => {
  const call = endless(BUSY)
  const policy = { attempts: 1, windowMs: 0 }
  await expect(withRetries(call.attempt, { policy, pace: pace(), signal, spendRetry })).rejects.toBe(BUSY)
  expect(call.tries()).toBe(1)
})

it('a caller who gives up while it waits gets the last answer', async () => {
  const clock: Pace = { now: () => 0, random: () => 1, sleep: () => Promise.reject(new Error('aborted')) }
  await expect(withRetries(endless(BUSY).attempt, { policy: PATIENT, pace: clock, signal, spendRetry })).rejects.toBe(
    BUSY,
  )
})

it('REL-3: without a retry left in the budget, the first answer is the last', async () => {
  const clock = pace()
  const call = endless(BUSY)
  const broke = { policy: PATIENT, pace: clock, signal, spendRetry: () => false }
  await expect(withRetries(call.attempt, broke)).rejects.toBe(BUSY)
  expect(call.tries()).toBe(1)
})
