import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { verifyAllTheTime } from '@/lib/audit/server/verify-in-pieces'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { keepIdentity } from '@/lib/identity/server/keep-identity'
import { describeError, log } from '@/lib/log'
import { newId } from '@/lib/new-id'
import { deliver } from '@/lib/notices/server/deliver'
import { watchLongWaits } from '@/lib/notices/server/watch-long-waits'
import { sweepHourly } from '@/lib/retention/server/hourly'
import { runSchedule } from '@/lib/schedules/server/run-schedule'
import { claimBulks } from '@/lib/store/bulk-requests'
import { claimPollGroups, nextClaimInMs } from '@/lib/store/claim-poll-groups'
import { claimRuns } from '@/lib/store/claim-runs'
import { database, query, schemaFits } from '@/lib/store/current'
import { claimDeliveries } from '@/lib/store/deliveries'
import { buildLateIndexes } from '@/lib/store/late-indexes'
import { type Lease, type LeasedTable, releaseLease } from '@/lib/store/lease'
import { vacuumEmbedded } from '@/lib/store/maintenance'
import { dropAllLeases, wakeActiveGroups } from '@/lib/store/poll-groups'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { claimSchedules } from '@/lib/store/schedules'
import { carryOutBulk } from './carry-out-bulk'
import { endWhenStill } from './end-when-still'
import { followGroup } from './follow'
import { submit, underWay } from './submit'
import { takeTurns } from './take-turns'

/** However early the next row is due, and however late. */
const SHORTEST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1_000
/** Of each table: looks that hang keep no press waiting. */
const AT_ONCE = 16
const SCHEMA_LOOK_EVERY_MS = 1_000
const VACUUM_EVERY_MS = 30 * 60_000
const IDENTITY_UPKEEP_EVERY_MS = 60_000

export interface Background {
  /** Claims nothing more. */
  rest(): void
  /** Rests, waits for what is under way, at most `ms`, and gives what is left to other processes. */
  stop(ms: number): Promise<void>
  /** Epoch ms of the last look that went well: the readiness check asks for it. */
  lastLookAt(): number
}

interface Shared {
  lakeportBackground?: Promise<Background> | undefined
}

/** The loops of this process: once, however many bundles ask for them. */
export function startBackground(): Promise<Background> {
  const shared = globalThis as Shared
  shared.lakeportBackground ??= start()
  return shared.lakeportBackground
}

/** The loops, if this process runs them. */
export function background(): Promise<Background> | undefined {
  return (globalThis as Shared).lakeportBackground
}

/**
 * Submits runs whose call was lost, follows active runs, presses what is scheduled. Everything it does is a claimed row, so any number of processes
 * may run it, and one that dies leaves its rows to the others.
 */
async function start(): Promise<Background> {
  const db = await database()
  if (db.kind === 'embedded') await query(dropAllLeases)
  await query(wakeActiveGroups)
  const built = db.kind === 'postgres' ? buildLateIndexes(db) : undefined
  const loop = new Loop()
  await db.listen(
    WORK_DUE,
    () => loop.look(),
    () => loop.look(),
  )
  const unwatch = endWhenStill(() => loop.turns, endDeadLoop)
  const vacuum = db.kind === 'embedded' ? setInterval(() => void vacuumQuietly(), VACUUM_EVERY_MS) : undefined
  const identity = setInterval(() => void keepIdentity(), IDENTITY_UPKEEP_EVERY_MS)
  const endSweeps = sweepHourly()
  const endVerifying = verifyAllTheTime()
  const endWaits = watchLongWaits()
  loop.look()
  return {
    lastLookAt: () => loop.lastLookAt,
    rest: () => loop.rest(),
    stop: async (ms) => {
      clearInterval(vacuum)
      unwatch()
      clearInterval(identity)
      // One that takes longer is begun anew by whoever starts next.
      await Promise.all([
        endSweeps(),
        endVerifying(),
        endWaits(),
        loop.stop(ms),
        Promise.race([built, pause(ms, undefined, { ref: false })]),
      ])
      ;(globalThis as Shared).lakeportBackground = undefined
    },
  }
}

function endDeadLoop(): void {
  log('error', 'background.dead')
  process.exit(1)
}

async function vacuumQuietly(): Promise<void> {
  await vacuumEmbedded(await database()).catch((thrown: unknown) => {
    log('warn', 'store.vacuum_failed', describeError(thrown))
  })
}

interface Task {
  readonly id: string
  readonly work: (lease: Lease) => Promise<void>
}

/** Claims what is due, every second and whenever it is woken, and does it side by side. */
class Loop {
  readonly #underWay = new Map<Promise<void>, Lease>()
  #timer: NodeJS.Timeout | undefined
  #looking = false
  #lookAgain = false
  #stopped = false
  #schemaSeenAt = 0
  lastLookAt = Date.now()
  /** Looks begun, whatever came of them. */
  turns = 0

  look(): void {
    if (this.#stopped) return
    if (this.#looking) {
      this.#lookAgain = true
      return
    }
    clearTimeout(this.#timer)
    this.#looking = true
    this.turns += 1
    void this.#claimAll().then((pauseMs) => {
      this.#looking = false
      if (this.#stopped) return
      this.#timer = setTimeout(() => this.look(), this.#lookAgain ? 0 : pauseMs)
      this.#lookAgain = false
    })
  }

  rest(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  async stop(ms: number): Promise<void> {
    this.rest()
    const giveUpAt = performance.now() + ms
    // Looked at again and again: a press may still come while others are waited for.
    while (this.#isBusy() && performance.now() < giveUpAt) await pause(SHORTEST_PAUSE_MS)
    // What they still store is rolled back from here on: it is somebody else's to do.
    for (const lease of this.#held().values()) await query((db) => releaseLease(db, lease, 0)).catch(unreleased)
  }

  /** What this process works on, claimed or pressed. */
  #held(): Map<Promise<void>, Lease> {
    return new Map([...this.#underWay, ...underWay()])
  }

  #isBusy(): boolean {
    return this.#looking || this.#held().size > 0
  }

  /** Answers how long to rest. A row that is due but not claimed is somebody's work under way, here or elsewhere. */
  async #claimAll(): Promise<number> {
    const { callsPerSecond } = config()
    try {
      await this.#demandSchema()
      await takeTurns()
      await this.#claim('runs', async (request) => {
        const ids = await query((db) => claimRuns(db, { ...request, callsPerSecond }))
        return ids.map((id) => ({ id, work: submit }))
      })
      await this.#claim('poll_groups', async (request) => {
        const groups = await query((db) => claimPollGroups(db, { ...request, callsPerSecond }))
        return groups.map((group) => ({ id: group.id, work: (lease) => followGroup(lease, group) }))
      })
      await this.#claim('schedules', async (request) => {
        const ids = await query((db) => claimSchedules(db, request))
        return ids.map((id) => ({ id, work: runSchedule }))
      })
      await this.#claim('bulk_requests', async (request) => {
        const ids = await query((db) => claimBulks(db, request))
        return ids.map((id) => ({ id, work: carryOutBulk }))
      })
      await this.#claim('deliveries', async (request) => {
        const ids = await query((db) => claimDeliveries(db, request))
        return ids.map((id) => ({ id, work: deliver }))
      })
      this.lastLookAt = Date.now()
      const next = (await query((db) => nextClaimInMs(db, callsPerSecond))) ?? LONGEST_PAUSE_MS
      return Math.min(Math.max(next, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
    } catch (thrown) {
      log('error', 'background.look_failed', describeError(thrown))
      return LONGEST_PAUSE_MS
    }
  }

  /** Under a schema that a newer version has taken over, the work is left to those that know it (OPS-3). */
  async #demandSchema(): Promise<void> {
    if (Date.now() - this.#schemaSeenAt < SCHEMA_LOOK_EVERY_MS) return
    if (!(await schemaFits())) throw new PortalError('store_unavailable', 'The schema is not of this version.')
    this.#schemaSeenAt = Date.now()
  }

  async #claim(table: LeasedTable, take: (request: { owner: string; limit: number }) => Promise<Task[]>) {
    if (this.#stopped) return
    const busy = this.#underWay.values().filter((lease) => lease.table === table)
    const limit = AT_ONCE - [...busy].length
    if (limit <= 0) return
    const owner = newId()
    for (const { id, work } of await take({ owner, limit })) this.#run({ table, owner, id }, work)
  }

  #run(lease: Lease, work: (lease: Lease) => Promise<void>): void {
    const { table, id } = lease
    const done = work(lease)
      .catch((thrown: unknown) => log('error', 'background.work_failed', { table, id, ...describeError(thrown) }))
      .finally(() => {
        this.#underWay.delete(done)
        this.look()
      })
    this.#underWay.set(done, lease)
  }
}

function unreleased(thrown: unknown): void {
  log('warn', 'lease.not_released', describeError(thrown))
}
