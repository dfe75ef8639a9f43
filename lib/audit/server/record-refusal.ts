import 'server-only'
import type { AuditActor, AuditEntry } from '@/lib/audit/audit-entry'
import { type LeftOut, RefusalCap } from '@/lib/audit/refusal-cap'
import { describeError, log } from '@/lib/log'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'

const LOOK_AFTER_MS = 61_000

interface Shared {
  lakeportRefusals?: { readonly cap: RefusalCap<AuditActor>; timer: NodeJS.Timeout | undefined }
}

function refusals() {
  const shared = globalThis as Shared
  shared.lakeportRefusals ??= { cap: new RefusalCap(), timer: undefined }
  return shared.lakeportRefusals
}

/**
 * Writes that somebody was refused something. A flood of refusals does not fill the log: of each session, or address where
 * there is none, so many are written in a minute and in this process, and one row says later how many more there were.
 * To be called outside a transaction. It never throws: the answer is the same no, with or without a row, or who asks could
 * tell what exists from what does not while the log cannot be written; the operator is told.
 */
export async function recordRefusal(
  actor: AuditActor,
  refusal: Pick<AuditEntry, 'action' | 'target' | 'reason' | 'correlationId' | 'details'>,
): Promise<void> {
  const source = actor.session ?? actor.request?.address ?? 'nobody knows'
  const { cap } = refusals()
  if (!cap.take(source, actor, Date.now())) return countLater()
  await query((db) => insertAudit(db, { actor, ...refusal, outcome: 'refused' })).catch(tellOperator)
}

function tellOperator(thrown: unknown): void {
  log('error', 'audit.not_written', describeError(thrown))
}

function countLater(): void {
  const shared = refusals()
  shared.timer ??= setTimeout(() => {
    shared.timer = undefined
    void recordLeftOut(Date.now())
  }, LOOK_AFTER_MS).unref()
}

/** Writes how many refusals were left out in minutes that are over at `now`; at the end of the process, all of them. */
export async function recordLeftOut(now: number): Promise<void> {
  for (const leftOut of refusals().cap.over(now))
    await query((db) => insertAudit(db, entryOf(leftOut))).catch(tellOperator)
}

function entryOf({ source, count, began }: LeftOut<AuditActor>): AuditEntry {
  return {
    actor: source ?? {},
    action: 'refusals.left_out',
    target: 'audit',
    outcome: 'refused',
    details: { count, since: new Date(began).toISOString() },
  }
}
