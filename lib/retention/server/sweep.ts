import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { log } from '@/lib/log'
import {
  type Aged,
  clearOldResults,
  clearOldStepResults,
  deleteOldRuns,
  deleteOldSessions,
  deleteOldSignIns,
  pruneAudit,
  selectOldestAudit,
  takeSweep,
} from '@/lib/store/aged-rows'
import { insertAudit } from '@/lib/store/audit'
import { deleteOldTests } from '@/lib/store/connector-tests'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { deleteOldForms } from '@/lib/store/kept-forms'
import { deleteOldNotices } from '@/lib/store/notices'
import { deleteOldPersonDays } from '@/lib/store/run-figures'

const DAY_MS = 24 * 60 * 60_000
/** Between two batches others have the database: the embedded one works on the thread that answers people. */
const BREATHER_MS = 50

type Kind = 'forms' | 'results' | 'tests' | 'runs' | 'counts' | 'signIns' | 'sessions' | 'notices' | 'audit'

/** How many rows of each kind have gone. */
export type Swept = Record<Kind, number>

const NOTHING: Swept = {
  ...{ forms: 0, results: 0, tests: 0, runs: 0, counts: 0 },
  ...{ signIns: 0, sessions: 0, notices: 0, audit: 0 },
}

interface Chore {
  readonly kind: Kind
  readonly keepMs: number
  /** Small enough for some milliseconds. */
  readonly limit: number
  readonly work: (trx: Executor, aged: Aged) => Promise<number>
}

/** What is over for longer than it is kept, in an order that leaves nothing half removed. */
function chores(): Chore[] {
  const { keepOutputsMs, keepRunsMs, keepSignInsMs, keepNoticesMs, keepAuditMs } = config()
  return [
    { kind: 'forms', keepMs: 0, limit: 200, work: deleteOldForms },
    { kind: 'results', keepMs: keepOutputsMs, limit: 50, work: clearOldResults },
    { kind: 'results', keepMs: keepOutputsMs, limit: 50, work: clearOldStepResults },
    { kind: 'tests', keepMs: keepOutputsMs, limit: 200, work: deleteOldTests },
    { kind: 'runs', keepMs: keepRunsMs, limit: 50, work: deleteOldRuns },
    { kind: 'counts', keepMs: keepRunsMs, limit: 200, work: deleteOldPersonDays },
    { kind: 'signIns', keepMs: keepSignInsMs, limit: 200, work: deleteOldSignIns },
    { kind: 'sessions', keepMs: keepSignInsMs, limit: 200, work: deleteOldSessions },
    { kind: 'notices', keepMs: keepNoticesMs, limit: 200, work: deleteOldNotices },
    { kind: 'audit', keepMs: keepAuditMs, limit: 500, work: pruneDaily },
  ]
}

/** Each batch leaves a row that says what went, so a day's rows go together. */
async function pruneDaily(trx: Executor, { before, limit }: Aged): Promise<number> {
  const oldest = await selectOldestAudit(trx)
  return oldest && oldest.getTime() < before.getTime() - DAY_MS ? pruneAudit(trx, { before, limit }) : 0
}

/**
 * Removes what is over for longer than it is kept (OPS-7), as of `now`, in small batches with pauses. One process at a
 * time, by a lock that every batch takes: who does not get it leaves the work to whoever has it. Stops between two batches
 * when asked to. Answers how many rows went.
 */
export async function sweep(now: Date, stop?: AbortSignal): Promise<Swept> {
  const swept: Swept = { ...NOTHING }
  for (const chore of chores()) {
    const { rows, isOurs } = await removeInBatches(chore, new Date(now.getTime() - chore.keepMs), stop)
    swept[chore.kind] += rows
    if (rows > 0) log('info', 'retention.removed', { kind: chore.kind, rows })
    if (!isOurs) break
  }
  return swept
}

async function removeInBatches(chore: Chore, before: Date, stop?: AbortSignal) {
  let rows = 0
  while (!stop?.aborted) {
    const removed = await inTransaction((trx) => removeBatch(trx, chore, { before, isFirst: rows === 0 }))
    if (removed === undefined) return { rows, isOurs: false }
    if (removed === 0) break
    rows += removed
    await pause(BREATHER_MS)
  }
  return { rows, isOurs: true }
}

/**
 * Answers how many rows went; undefined when another process is at it. What went is on record with the first of them:
 * everything of its kind that was over before a moment. The rows of the audit log say so themselves.
 */
async function removeBatch(
  trx: Executor,
  { kind, limit, work }: Chore,
  { before, isFirst }: { before: Date; isFirst: boolean },
): Promise<number | undefined> {
  if (!(await takeSweep(trx))) return undefined
  const removed = await work(trx, { before, limit })
  if (removed > 0 && isFirst && kind !== 'audit') {
    const details = { before: before.toISOString() }
    await insertAudit(trx, { actor: PORTAL, action: 'data.remove', target: kind, outcome: 'done', details })
  }
  return removed
}
