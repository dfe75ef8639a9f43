import 'server-only'
import { sql } from 'kysely'
import type { AuditEntry } from '@/lib/audit/audit-entry'
import { newId } from '@/lib/new-id'
import type { Executor } from './database'

/** A browser may call itself anything, at any length. */
const LONGEST_TEXT = 300

/**
 * Appends to the audit log, in the transaction of the change itself, so that neither stands without the other (AUD-4).
 * The database adds its own time and, at the commit, the row's place in the chain. Answers the row's id.
 */
export async function insertAudit(db: Executor, entry: AuditEntry, id: string = newId()): Promise<string> {
  const { actor } = entry
  await db
    .insertInto('audit')
    .values({
      id,
      at: sql<Date>`now()`,
      actor_id: actor.personId ?? null,
      actor_tid: actor.tenantId ?? null,
      actor_oid: actor.objectId ?? null,
      actor_name: cut(actor.userName),
      actor_role: actor.role ?? null,
      session_hash: actor.session ?? null,
      address: cut(actor.request?.address),
      agent: cut(actor.request?.agent),
      action: entry.action,
      target: entry.target.slice(0, LONGEST_TEXT),
      outcome: entry.outcome,
      reason: cut(entry.reason),
      request_id: cut(actor.request?.id),
      correlation_id: cut(entry.correlationId),
      before: json(entry.before),
      after: json(entry.after),
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute()
  return id
}

function cut(text: string | undefined): string | null {
  return text?.replaceAll('\0', '').slice(0, LONGEST_TEXT) ?? null
}

function json(facts: AuditEntry['before']): string | null {
  return facts ? JSON.stringify(facts) : null
}
