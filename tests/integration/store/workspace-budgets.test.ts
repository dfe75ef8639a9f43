import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { claimPollGroups, nextClaimInMs } from '@/lib/store/claim-poll-groups'
import { claimRuns } from '@/lib/store/claim-runs'
import type { Executor } from '@/lib/store/database'
import {
  admitCall,
  holdWorkspaceFor,
  markFailing,
  markWorking,
  settleCalls,
  whyClosed,
} from '@/lib/store/workspace-budgets'
import { addDuePresses, makeGroupsDue, seededId, seedPeople } from '@/tests/support/seed-due'
import { describeOnBothStores } from '@/tests/support/stores'

const RATE = 15
const ORIGIN = 'https://one.contoso.example'
const budget = { origin: ORIGIN, callsPerSecond: RATE }

describeOnBothStores('the budget of a workspace', (open) => {
  let db: Executor
  beforeAll(async () => {
    db = (await open()).kysely
  })
  const claimGroups = (limit = 100) => claimPollGroups(db, { owner: randomUUID(), limit, callsPerSecond: RATE })
  const claimPresses = (limit = 100) => claimRuns(db, { owner: randomUUID(), limit, callsPerSecond: RATE })
  const owe = (calls: number) => settleCalls(db, budget, calls)
  /** As if the database's clock had moved on for the budget. */
  const pass = (ms: number) =>
    sql`update workspace_budgets set refilled_at = refilled_at - ${ms} * interval '1 millisecond',
      hold_until = hold_until - ${ms} * interval '1 millisecond',
      next_trial_at = next_trial_at - ${ms} * interval '1 millisecond'`.execute(db)
  const start = async (people: number) => {
    await seedPeople(db, people, ORIGIN)
    await makeGroupsDue(db)
  }
  const drain = async (): Promise<number> => {
    let admitted = 0
    while (await admitCall(db, budget)) admitted += 1
    return admitted
  }

  it('pays for looks as they are claimed, a second full of them and no more, whoever claims (REL-4)', async () => {
    await start(200)
    const began = performance.now()
    let claimed = 0
    const claimer = async () => {
      while (performance.now() - began < 3_000) {
        const groups = await claimGroups(16)
        claimed += groups.length
        if (groups.length === 0) await pause(Math.min((await nextClaimInMs(db, RATE)) ?? 100, 100))
      }
    }
    await Promise.all(Array.from({ length: 6 }, claimer))
    const seconds = (performance.now() - began) / 1_000
    expect(claimed).toBeLessThanOrEqual(RATE * (seconds + 1))
    expect(claimed).toBeGreaterThan(RATE * 2)
  })

  it('keeps a third for what somebody looks at (REL-4)', async () => {
    await start(40)
    expect(await claimGroups()).toHaveLength(RATE - 5)
    await sql`update poll_groups set watched_until = now() + interval '1 minute'`.execute(db)
    expect((await claimGroups()).length).toBeGreaterThanOrEqual(5)
  })

  it('takes what somebody looks at first, then what has waited longest (REL-4)', async () => {
    await start(40)
    const group = (person: number) => seededId('connection', person)
    await sql`update poll_groups set watched_until = now() + interval '1 minute' where id = ${group(3)}`.execute(db)
    await sql`update poll_groups set due_at = now() - interval '30 seconds' where id = ${group(7)}`.execute(db)
    expect((await claimGroups(3)).map(({ id }) => id).toSorted()).toEqual([group(3), group(7), group(40)].toSorted())
  })

  it('lets one look cost more than there is, and makes everybody wait until that is made up for (REL-4)', async () => {
    await start(3)
    await sql`update poll_groups set calls = 45`.execute(db)
    expect(await claimGroups()).toMatchObject([{ calls: 45, failing: false }])
    expect(await claimGroups()).toEqual([])
    expect(await nextClaimInMs(db, RATE)).toBeGreaterThan(1_500)
    await pass(2_000)
    expect(await claimGroups()).toEqual([])
    await pass(1_000)
    expect(await claimGroups()).toHaveLength(1)
  })

  it('lets people go first: their calls may owe a second full, and polling waits (REL-4)', async () => {
    await start(3)
    const began = performance.now()
    const admitted = await drain()
    expect(admitted).toBeGreaterThanOrEqual(2 * RATE - 1)
    expect(admitted).toBeLessThanOrEqual(2 * RATE + ((performance.now() - began) / 1_000) * RATE)
    expect(await claimGroups()).toEqual([])
    expect(await whyClosed(db, budget)).toMatchObject({ reason: 'too many calls' })
    expect((await whyClosed(db, budget)).waitMs).toBeLessThanOrEqual(1_000 / RATE)
    await pass(100)
    expect(await admitCall(db, budget)).toEqual({ failing: false })
  })

  it('is closed for everybody while the workspace asks for a pause, the longest that was asked for (REL-2)', async () => {
    await start(3)
    await addDuePresses(db, 1, 3)
    await holdWorkspaceFor(db, budget, 60_000)
    await holdWorkspaceFor(db, budget, 1_000)
    expect(await claimGroups()).toEqual([])
    expect(await claimPresses()).toEqual([])
    expect(await admitCall(db, budget)).toBeUndefined()
    expect(await whyClosed(db, budget)).toMatchObject({ reason: 'asked to wait' })
    expect(await nextClaimInMs(db, RATE)).toBeGreaterThan(50_000)
    await pass(60_000)
    expect((await claimGroups()).length).toBe(3)
    expect((await claimPresses()).length).toBe(3)
  })

  it('one workspace that fails is tried by one call in 30 s, of all that are asked for by all processes (REL-3)', async () => {
    await start(30)
    await addDuePresses(db, 1, 3)
    await markFailing(db, budget)
    expect([await claimGroups(), await claimPresses(), await admitCall(db, budget)]).toEqual([[], [], undefined])
    expect(await whyClosed(db, budget)).toMatchObject({ reason: 'failing' })
    for (let trial = 0; trial < 3; trial += 1) {
      await pass(30_000)
      const tried = await Promise.all(Array.from({ length: 8 }, () => claimGroups(16)))
      expect(tried.flat()).toMatchObject([{ failing: true }])
    }
    await pass(30_000)
    const admissions = await Promise.all(Array.from({ length: 8 }, () => admitCall(db, budget)))
    expect(admissions.filter(Boolean)).toEqual([{ failing: true }])
  })

  it('one that works again wakes whatever waited for it (REL-3)', async () => {
    await start(1)
    await addDuePresses(db, 1, 2)
    await sql`update runs set due_at = now() + interval '1 hour'`.execute(db)
    await markFailing(db, budget)
    await markWorking(db, ORIGIN)
    expect(await claimPresses()).toHaveLength(2)
    expect(await admitCall(db, budget)).toEqual({ failing: false })
  })

  it('a thousand presses of one person are one in the queue for the others (REL-4)', async () => {
    await seedPeople(db, 3, ORIGIN)
    await addDuePresses(db, 1, 1_000)
    await addDuePresses(db, 2, 1)
    await addDuePresses(db, 3, 2)
    const personOf = async (ids: readonly string[]) => {
      const rows = await db
        .selectFrom('runs')
        .select('person_id')
        .where('id', 'in', [...ids])
        .execute()
      return rows.map(({ person_id }) => Number(person_id.slice(-12))).toSorted()
    }
    expect(await personOf(await claimPresses(3))).toEqual([1, 2, 3])
    // What is held of one person's counts: they never have more than four under way.
    expect(await personOf(await claimPresses(16))).toEqual([1, 1, 1, 3])
    expect(await claimPresses()).toEqual([])
  })

  it('a press that needs no call any more is closed at once, whatever the workspace asks for (RUN-9)', async () => {
    await seedPeople(db, 1, ORIGIN)
    await addDuePresses(db, 1, 3)
    await holdWorkspaceFor(db, budget, 60_000)
    await sql`update runs set cancel_requested_at = now() where id in (select id from runs limit 1)`.execute(db)
    expect(await claimPresses()).toHaveLength(1)
  })

  it('calls that were paid for and not made are put back', async () => {
    await start(0)
    await drain()
    await owe(-2 * RATE)
    expect(await admitCall(db, budget)).toBeDefined()
  })
})
