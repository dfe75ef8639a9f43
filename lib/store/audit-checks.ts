import 'server-only'
import { sql } from 'kysely'
import type { ChainPlace, WalkState } from '@/lib/audit/chain-walk'
import type { Executor } from './database'

/** How far the chain of the audit log was verified. Times are epoch ms. */
export interface AuditCheck {
  readonly verifiedTo: ChainPlace | undefined
  readonly verifiedAt: number | undefined
  /** What was wrong, and since when that is known. */
  readonly problem: { readonly text: string; readonly at: number } | undefined
  /** A pass is under way: this row was looked at last. */
  readonly walkedTo: number
}

/** `undefined` before the first piece. */
export async function selectAuditCheck(db: Executor): Promise<AuditCheck | undefined> {
  const row = await db.selectFrom('audit_checks').selectAll().executeTakeFirst()
  return (
    row && {
      verifiedTo:
        row.verified_to === null || row.verified_hash === null
          ? undefined
          : { position: Number(row.verified_to), hash: row.verified_hash },
      verifiedAt: row.verified_at?.getTime(),
      problem:
        row.problem !== null && row.problem_at ? { text: row.problem, at: row.problem_at.getTime() } : undefined,
      walkedTo: row.walk?.last.position ?? 0,
    }
  )
}

/** A check that is due, held by this transaction; `undefined` when none is, or somebody else is at it. */
export interface DueCheck {
  readonly walk: WalkState | undefined
  readonly passBeganAt: Date | undefined
  /** The problem that is known already. */
  readonly problem: string | undefined
  /** The database's time. */
  readonly now: Date
}

/**
 * All that the transaction reads is of one moment; to be called first. An erasing and the row that tells of it come together, and
 * have to be seen together.
 */
export async function asOfNow(trx: Executor): Promise<void> {
  await sql`set transaction isolation level repeatable read`.execute(trx)
}

export async function takeDueCheck(trx: Executor): Promise<DueCheck | undefined> {
  const { rows } = await sql<{ walk: WalkState | null; began: Date | null; problem: string | null; now: Date }>`
    select walk, pass_began_at as began, problem, now()::timestamptz(3) as now
      from audit_checks where next_at <= now() for update skip locked`.execute(trx)
  const [row] = rows
  return (
    row && {
      walk: row.walk ?? undefined,
      passBeganAt: row.began ?? undefined,
      problem: row.problem ?? undefined,
      now: row.now,
    }
  )
}

/** The one row, before its first use. */
export async function ensureAuditCheck(db: Executor): Promise<void> {
  await sql`insert into audit_checks (id, next_at) values (1, now()) on conflict do nothing`.execute(db)
}

interface CheckResult {
  readonly walk: WalkState | undefined
  readonly passBeganAt: Date
  readonly nextAt: Date
  /** The whole chain up to here is as it was written. */
  readonly verified?: { readonly to: ChainPlace; readonly at: Date } | undefined
  /** null: the last problem is none any more. */
  readonly problem?: { readonly text: string; readonly at: Date } | null
}

export async function keepCheck(trx: Executor, result: CheckResult): Promise<void> {
  const { walk, passBeganAt, nextAt, verified, problem } = result
  await trx
    .updateTable('audit_checks')
    .set({
      walk: walk ? JSON.stringify(walk) : null,
      pass_began_at: passBeganAt,
      next_at: nextAt,
      ...(verified && {
        verified_to: verified.to.position,
        verified_hash: verified.to.hash,
        verified_at: verified.at,
      }),
      ...(problem !== undefined && { problem: problem?.text ?? null, problem_at: problem?.at ?? null }),
    })
    .execute()
}
