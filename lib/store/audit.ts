import 'server-only'
import type { Executor } from './database'

export interface AuditEntry {
  readonly id: string
  readonly at: Date
  readonly actorId: string | undefined
  readonly actorName: string | undefined
  /** What was done, like `run.start`. */
  readonly action: string
  /** What it was done to, like `flow:refresh-sales`. */
  readonly target: string
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly reason?: string
  readonly requestId?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** Appends to the audit log; pass the transaction of the change itself, so that neither stands without the other (AUD-4). */
export async function insertAudit(db: Executor, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      id: entry.id,
      at: entry.at,
      actor_id: entry.actorId ?? null,
      actor_name: entry.actorName ?? null,
      action: entry.action,
      target: entry.target,
      outcome: entry.outcome,
      reason: entry.reason ?? null,
      request_id: entry.requestId ?? null,
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute()
}
