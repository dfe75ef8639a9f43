import 'server-only'
import { type Kysely, sql } from 'kysely'
import { describeError, log } from '@/lib/log'
import type { Database } from './database'
import { LENGTH_CLASS } from './run-lengths'

/**
 * Indexes that came when there may have been a million rows. They are no step of the schema: the portal works without them, only
 * slower, and steps run in one transaction, in which no index can be built beside those who write.
 */
const LATE_INDEXES: Readonly<Record<string, string>> = {
  runs_of_flow_by_status: 'on runs (flow_id, status, created_at desc, id desc)',
  runs_by_trigger: 'on runs (trigger, created_at desc, id desc)',
  runs_by_cause: 'on runs (cause, created_at desc, id desc) where cause is not null',
  runs_failed_of_flow: 'on runs (flow_id, created_at desc) where error_group is not null',
  runs_by_length: `on runs ((${LENGTH_CLASS}), created_at desc, id desc)`,
  sign_ins_of_person: 'on sign_ins (person_id, created_at desc, id desc) where person_id is not null',
  sign_ins_by_name: 'on sign_ins (lower(user_principal_name), created_at desc, id desc)',
  sign_ins_by_kind: 'on sign_ins (kind, created_at desc, id desc)',
  sign_ins_by_resource: 'on sign_ins (resource_id, created_at desc, id desc)',
  sign_ins_failed: "on sign_ins (created_at desc, id desc) where error_code <> '0'",
  sign_ins_by_correlation: 'on sign_ins (correlation_id)',
  sign_ins_by_request: 'on sign_ins (request_id) where request_id is not null',
  sign_ins_by_trace: 'on sign_ins (trace_id) where trace_id is not null',
  sign_ins_of_run: 'on sign_ins (run_id) where run_id is not null',
  people_by_account: 'on people (lower(user_name), id)',
  audit_of_actor: 'on audit (actor_id, at desc, id desc) where actor_id is not null',
  audit_by_action: 'on audit (action, at desc, id desc)',
  audit_by_target: 'on audit (target, at desc, id desc)',
  audit_not_done: "on audit (at desc, id desc) where outcome <> 'done'",
}

/** One builder at a time over all processes. Any number that nothing else locks. */
const BUILDING = 50_420_022

/**
 * Builds what is missing. On a server nobody is held up: each index is built concurrently, by one process, however long it
 * takes, and one that was broken off is begun anew. The embedded store has nobody beside it and does it while it opens: some two
 * seconds for an index of a million rows, once. What cannot be built is told in the log, and tried again at the next start.
 */
export async function buildLateIndexes<DB>(database: Database<DB>): Promise<void> {
  await database
    .unhurried((db) => (database.kind === 'embedded' ? buildMissing(db, '') : buildAlone(db)))
    .catch((thrown: unknown) => log('warn', 'store.index_not_built', describeError(thrown)))
}

/** The lock is the session's, and ends with it. */
async function buildAlone<DB>(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${BUILDING}::bigint) as mine`.execute(db)
  if (rows[0]?.mine) await buildMissing(db, 'concurrently')
}

async function buildMissing<DB>(db: Kysely<DB>, how: '' | 'concurrently'): Promise<void> {
  for (const [name, definition] of Object.entries(LATE_INDEXES)) {
    const state = await selectIndexState(db, name)
    if (state === 'there') continue
    if (state === 'broken') await sql.raw(`drop index ${how} ${name}`).execute(db)
    await sql.raw(`create index ${how} ${name} ${definition}`).execute(db)
  }
}

async function selectIndexState<DB>(db: Kysely<DB>, name: string): Promise<'there' | 'broken' | 'missing'> {
  const { rows } = await sql<{ valid: boolean }>`
    select indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`.execute(db)
  if (!rows[0]) return 'missing'
  return rows[0].valid ? 'there' : 'broken'
}
