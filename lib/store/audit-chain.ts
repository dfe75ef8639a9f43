import 'server-only'
import { sql } from 'kysely'
import type { ChainedRow } from '@/lib/audit/chain-text'
import type { ChainPlace } from '@/lib/audit/chain-walk'
import type { Executor } from './database'

interface Row extends Omit<ChainedRow, 'who' | 'actor' | 'event'> {
  readonly who: (string | null)[]
  readonly actor: (string | null)[]
  readonly event: (string | null)[]
}

/** The next rows after a position, each field as the text that its hash was taken of. */
export async function selectChainedRows(db: Executor, after: number, limit: number): Promise<ChainedRow[]> {
  const { rows } = await sql<Row>`
    select position, previous_hash as "previousHash", hash, id::text,
           to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
           action, salt, who_hash as "whoHash", erased_by::text as "erasedBy",
           array[actor_tid, actor_oid, actor_name, address, agent] as who,
           array[actor_id::text, actor_role, session_hash] as actor,
           array[action, target, outcome, reason, request_id, correlation_id, before::text, after::text] as event,
           details::text
      from audit
     where position > ${after}
     order by position
     limit ${limit}`.execute(db)
  return rows
}

/** A row that is in no chain: it came past the database's own rules. */
export async function selectUnchainedRow(db: Executor): Promise<{ id: string; action: string } | undefined> {
  return db.selectFrom('audit').select(['id', 'action']).where('position', 'is', null).limit(1).executeTakeFirst()
}

/** The last row of the chain, as the database keeps it apart from the rows. */
export async function selectAuditHead(db: Executor): Promise<ChainPlace> {
  return db.selectFrom('audit_head').select(['position', 'hash']).executeTakeFirstOrThrow()
}
