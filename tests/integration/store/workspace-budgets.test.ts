import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import type { Database } from '@/lib/store/database'
import {
  CALLS_PER_SECOND,
  holdWorkspaceFor,
  owedCalls,
  takeCalls,
  waitForCallsMs,
} from '@/lib/store/workspace-budgets'
import { describeOnBothStores } from '@/tests/support/stores'

describeOnBothStores('the budget of a workspace', (open) => {
  let db: Database['kysely']
  beforeAll(async () => {
    db = (await open()).kysely
  })
  const one = { calls: 1, reserve: 0 }

  it('is shared by everybody who asks, and refills by the second', async () => {
    const began = performance.now()
    let granted = 0
    const asker = async () => {
      while (performance.now() - began < 3_000) {
        if (await takeCalls(db, 'https://busy', one)) granted += 1
        else await pause(await waitForCallsMs(db, 'https://busy', 0))
      }
    }
    await Promise.all(Array.from({ length: 12 }, asker))
    const seconds = (performance.now() - began) / 1_000
    expect(granted).toBeLessThanOrEqual(CALLS_PER_SECOND * (seconds + 1))
    expect(granted).toBeGreaterThan(CALLS_PER_SECOND * 2)
  })

  it('keeps its reserve for those who need none', async () => {
    const unwatched = { calls: 1, reserve: 5 }
    const drain = async (): Promise<number> =>
      (await takeCalls(db, 'https://two', unwatched)) ? 1 + (await drain()) : 0
    const drained = await drain()
    expect(drained).toBeGreaterThanOrEqual(CALLS_PER_SECOND - 5)
    expect(await takeCalls(db, 'https://two', one)).toBe(true)
  })

  it('lets one look take more than there is, and makes everybody wait for it', async () => {
    expect(await takeCalls(db, 'https://owing', { calls: 3 * CALLS_PER_SECOND, reserve: 0 })).toBe(true)
    expect(await takeCalls(db, 'https://owing', one)).toBe(false)
    const waitMs = await waitForCallsMs(db, 'https://owing', 0)
    expect(waitMs).toBeGreaterThan(1_500)
    await owedCalls(db, 'https://owing', CALLS_PER_SECOND)
    expect(await waitForCallsMs(db, 'https://owing', 0)).toBeGreaterThan(waitMs)
  })

  it('is closed while the workspace asks for a pause, the longest pause that was asked for', async () => {
    await holdWorkspaceFor(db, 'https://held', 60_000)
    await holdWorkspaceFor(db, 'https://held', 1_000)
    expect(await takeCalls(db, 'https://held', one)).toBe(false)
    expect(await waitForCallsMs(db, 'https://held', 0)).toBeGreaterThan(50_000)
  })
})
