import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

export interface TableSize {
  readonly name: string
  /** With its indexes and what is stored beside it. */
  readonly bytes: number
  /** The database's own estimate: nothing is counted, however large the table. */
  readonly rows: number
}

/** Every table of the schema. The planner's number is as old as the last analysis; the other is lost in a crash. */
export async function selectTableSizes(db: Executor): Promise<TableSize[]> {
  const { rows } = await sql<TableSize>`
    select relname as name, pg_total_relation_size(oid)::double precision as bytes,
           greatest(reltuples, pg_stat_get_live_tuples(oid), 0)::double precision as rows
      from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r'
     order by relname`.execute(db)
  return rows
}

/** When the oldest of each kind was written, where an index tells it at once. */
export interface OldestRows {
  readonly runs: Date | null
  readonly results: Date | null
  readonly counts: Date | null
  readonly signIns: Date | null
  readonly audit: Date | null
  readonly notices: Date | null
  readonly tests: Date | null
}

/**
 * The condition and order of the results are those of the index `tasks_with_result`. A task whose end is not known stands first in
 * it and says nothing of the oldest.
 */
export async function selectOldestRows(db: Executor): Promise<OldestRows> {
  const { rows } = await sql<OldestRows>`
    select (select created_at from runs order by created_at, id limit 1) as runs,
           (select ended_at from tasks
             where (output is not null or output_text is not null or error_trace is not null)
               and coalesce(ended_at, '-infinity'::timestamptz(3)) > '-infinity'
             order by coalesce(ended_at, '-infinity'::timestamptz(3)) limit 1) as results,
           (select day::timestamp at time zone 'UTC' from person_days order by day limit 1) as counts,
           (select created_at from sign_ins order by created_at, id limit 1) as "signIns",
           (select at from audit order by at, id limit 1) as audit,
           (select created_at from notices order by created_at limit 1) as notices,
           (select at from connector_tests order by at limit 1) as tests`.execute(db)
  const [row] = rows
  return row ?? { runs: null, results: null, counts: null, signIns: null, audit: null, notices: null, tests: null }
}

/** Rows of the audit log that are looked through: a day of sweeps leaves fewer. */
const LATELY = 200

/** When a sweep last removed something of a kind, by the kind's name in the audit log, as far as that is not long ago. */
export async function selectLastRemovals(db: Executor): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ kind: string; at: Date }>`
    select target as kind, max(at) as at
      from (select target, at from audit where action = 'data.remove' order by at desc, id desc limit ${LATELY}) as removed
     group by target
     union all
    select 'audit', at
      from (select at from audit where action = 'audit.prune' order by at desc, id desc limit 1) as pruned`.execute(
    db,
  )
  return new Map(rows.map(({ kind, at }) => [kind, at]))
}
