import 'server-only'
import { createHash } from 'node:crypto'
import { PORTAL } from '@/lib/audit/audit-entry'
import { errorCodeOf, PortalError } from '@/lib/errors'
import { postedOf, typedFor } from '@/lib/flows/typed'
import { viewerAway } from '@/lib/identity/server/viewer-away'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { describeError, log } from '@/lib/log'
import type { BulkReason } from '@/lib/runs/bulk'
import { isPassing } from '@/lib/runs/submission'
import { openRunToRepeat } from '@/lib/schedules/server/add-schedule'
import { insertAudit } from '@/lib/store/audit'
import { type BulkWork, endBulk, selectBulkWork, setItemOutcome } from '@/lib/store/bulk-requests'
import { inTransaction, query } from '@/lib/store/current'
import { demandLease, finishLease, type Lease } from '@/lib/store/lease'
import { cancelAsAdmin } from './cancel-as-admin'
import { cancelRun } from './cancel-run'
import { pressFlow } from './press'
import { whileHeld } from './while-held'

/** Then others have a turn, and a process that is asked to end can. */
const AT_A_TIME = 10
const AGAIN_MS = 5_000

/**
 * Does what a person asked for many runs, one after the other, as that person and with their own token. What came of each is
 * stored before the next: a process that dies in between does the last one again, and doing it twice changes nothing.
 */
export function carryOutBulk(lease: Lease): Promise<void> {
  return whileHeld(lease, async () => {
    for (let turn = 0; turn < AT_A_TIME; turn += 1) {
      const work = await query((db) => selectBulkWork(db, lease.id))
      if (!work) return inTransaction((trx) => finishLease(trx, lease, null))
      if (!work.next || work.stopRequested) return end(lease, work)
      const { reason, waitMs } = await attempt(work, work.next.runId)
      if (waitMs !== undefined) return inTransaction((trx) => finishLease(trx, lease, waitMs))
      const { place } = work.next
      await inTransaction(async (trx) => {
        await demandLease(trx, lease)
        await setItemOutcome(trx, { id: work.id, place }, reason)
      })
    }
    await inTransaction((trx) => finishLease(trx, lease, 0))
  })
}

interface Attempted {
  /** Why nothing came of it. */
  readonly reason?: BulkReason | undefined
  /** Nothing yet: it is tried again then. */
  readonly waitMs?: number
}

async function attempt(work: BulkWork, runId: string): Promise<Attempted> {
  try {
    const viewer = await viewerAway(work.personId, `bulk:${work.id}`)
    if (work.kind === 'again') return { reason: await runAgain(viewer, work.id, runId) }
    await (work.list === 'all' ? cancelAsAdmin(viewer, runId) : cancelRun(viewer, runId))
    return {}
  } catch (thrown) {
    const code = errorCodeOf(thrown)
    if (!(thrown instanceof PortalError) || code === undefined) throw thrown
    log('info', 'bulk.not_done', { id: work.id, runId, ...describeError(thrown) })
    return mayPass(thrown) ? { waitMs: Number(thrown.facts.retryAfterMs ?? AGAIN_MS) } : { reason: code }
  }
}

/** Limits of the person and of the flow are waited for. */
function mayPass(error: PortalError): boolean {
  return isPassing(error) || ['too_many_requests', 'queue_full', 'too_old'].includes(error.code)
}

/** A run of one's own, as oneself, with the same inputs; once for each request and run (RUN-3). */
async function runAgain(viewer: Viewer, bulkId: string, runId: string): Promise<BulkReason | undefined> {
  const { run, flow, hasSecret } = await openRunToRepeat(viewer, runId)
  if (hasSecret || flow.definition.confirm !== undefined) return 'asks_person'
  const press = {
    slug: flow.slug,
    clientKey: keyOf(bulkId, runId),
    posted: postedOf(typedFor(flow.definition.inputs, run.inputs)),
    resubmittedFrom: runId,
    principal: flow.principal?.clientId,
  }
  const pressed = await pressFlow(viewer, press, en.inputs)
  return pressed.ok ? undefined : 'inputs_changed'
}

/** A UUID that is the same for the same run of the same request, and for no other. */
function keyOf(bulkId: string, runId: string): string {
  const hex = createHash('sha256').update(`${bulkId} ${runId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function end(lease: Lease, { id, personId, stopRequested }: BulkWork): Promise<void> {
  return inTransaction(async (trx) => {
    await endBulk(trx, id)
    await insertAudit(trx, {
      actor: { ...PORTAL, personId },
      action: 'runs.bulk_end',
      target: `bulk:${id}`,
      outcome: 'done',
      details: { stopped: stopRequested },
    })
    await finishLease(trx, lease, null)
  })
}
