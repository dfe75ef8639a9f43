import 'server-only'
import { type Kysely, sql } from 'kysely'

/** A worker that dies gives its rows back after this long: a person sees the right status within twice of it (RUN-5). */
export const LEASE_MS = 15_000
/** One that lives renews this often, so that two renewals may fail. */
export const HEARTBEAT_MS = LEASE_MS / 3

/** The tables with `id uuid`, `due_at`, `lease_owner` and `lease_until`. */
export type LeasedTable = 'runs' | 'poll_groups' | 'schedules' | 'bulk_requests' | 'deliveries'

export interface Lease {
  readonly table: LeasedTable
  readonly owner: string
  readonly id: string
}

/** Holds the row for another `LEASE_MS`. False when somebody else has it by now: stop, and write nothing. */
export async function renewLease<DB>(db: Kysely<DB>, { table, owner, id }: Lease): Promise<boolean> {
  const { rows } = await sql`
    update ${sql.table(table)}
       set due_at = case when due_at < lease_until then due_at else ${leaseEnd()} end,
           lease_until = ${leaseEnd()}
     where id = ${id} and lease_owner = ${owner}
    returning id`.execute(db)
  return rows.length > 0
}

/**
 * Gives the row back, due again in `dueInMs`, or never by itself when that is null; at once if it was woken while held.
 * In the transaction of the work's result, this is what makes the work count once: false means that somebody else has
 * the row by now, and the transaction is to be rolled back.
 */
export async function releaseLease<DB>(
  db: Kysely<DB>,
  { table, owner, id }: Lease,
  dueInMs: number | null,
): Promise<boolean> {
  const { rows } = await sql`
    update ${sql.table(table)}
       set due_at = case when due_at < lease_until then due_at
                         else now() + ${dueInMs}::double precision * interval '1 millisecond' end,
           lease_owner = null,
           lease_until = null
     where id = ${id} and lease_owner = ${owner}
    returning id`.execute(db)
  return rows.length > 0
}

/** The row is somebody else's by now, and so is what was to be written. Thrown in a transaction, it rolls it back. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** To be called in the transaction of what is stored under a lease. @throws LeaseLost */
export async function demandLease<DB>(db: Kysely<DB>, lease: Lease): Promise<void> {
  if (!(await renewLease(db, lease))) throw new LeaseLost(`${lease.table} ${lease.id} went to another owner`)
}

/** `releaseLease` as the last statement of the transaction that stores the work. @throws LeaseLost */
export async function finishLease<DB>(db: Kysely<DB>, lease: Lease, dueInMs: number | null): Promise<void> {
  if (!(await releaseLease(db, lease, dueInMs))) {
    throw new LeaseLost(`${lease.table} ${lease.id} went to another owner`)
  }
}

/**
 * Makes a row due now: there is something new to do about it, even if somebody is at work on it. A transaction that writes
 * both a poll group and runs takes the group first, as whoever follows does: two orders would lock each other out.
 */
export async function wake<DB>(db: Kysely<DB>, table: LeasedTable, id: string): Promise<void> {
  // Earlier than the end of the lease, even of one that has run out: this is what the holder looks at.
  await sql`
    update ${sql.table(table)}
       set due_at = least(due_at, now(), lease_until - interval '1 millisecond')
     where id = ${id}`.execute(db)
}

/** When a lease taken or renewed in this statement ends. */
export function leaseEnd() {
  return sql<Date>`now() + ${LEASE_MS}::double precision * interval '1 millisecond'`
}
