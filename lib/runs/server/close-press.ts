import 'server-only'
import { type AuditEntry, PORTAL } from '@/lib/audit/audit-entry'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import type { MoveName } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { demandLease, finishLease, type Lease, LeaseLost } from '@/lib/store/lease'
import { type Dispatch, type DispatchChange, moveRun } from '@/lib/store/run-moves'
import { type Ended, endAttempt } from './end-attempt'

/** What lists say of a press that ended before Databricks was known to have it. */
const ENDS = { cancel: 'Cancelled', refuse: 'Failed', giveUp: 'Unknown' } as const
const ATTEMPT_ENDS = { cancel: 'cancelled', refuse: 'failed', giveUp: 'lost' } as const

/**
 * Stores the end of an attempt that Databricks does not have, or is not known to have. One that was refused has failed, of which
 * another step may take care: then the run goes on.
 * @throws LeaseLost
 */
export async function close(
  lease: Lease,
  dispatch: Dispatch,
  end: keyof typeof ENDS,
  change: DispatchChange,
): Promise<void> {
  const endedAt = new Date()
  const status = ENDS[end]
  const error = change.error ?? undefined
  await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    const ended: Ended = { end: ATTEMPT_ENDS[end], status, endedAt, startedId: undefined, error }
    if (await endAttempt(trx, dispatch, ended)) return
    await demandMove(trx, dispatch, end, { ...change, status, endedAt })
    await finishLease(trx, lease, null)
    await recordEnd(trx, dispatch, { status, outcome: end === 'cancel' ? 'done' : 'failed', reason: error?.code })
  })
}

/** In the transaction of a run's end. */
export async function recordEnd(
  trx: Handle,
  { person, runId }: Dispatch,
  { status, ...entry }: Pick<AuditEntry, 'outcome' | 'reason' | 'correlationId'> & { readonly status: RunStatus },
): Promise<void> {
  await forgetNeedlessTokens(trx, person.id)
  await insertAudit(trx, {
    ...entry,
    actor: { ...PORTAL, personId: person.id },
    action: 'run.end',
    target: `run:${runId}`,
    details: { status },
  })
}

type Handle = Parameters<typeof moveRun>[0]

/** @throws LeaseLost when the run stands elsewhere by now */
export async function demandMove(trx: Handle, run: Dispatch, move: MoveName, change: DispatchChange): Promise<void> {
  if (!(await moveRun(trx, run, move, change))) throw new LeaseLost('The run was moved')
}
